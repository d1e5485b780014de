// SPDX-License-Identifier: MIT
#include "main/wiring/start_pages.hpp"

#include <cstdint>

#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tracker {

namespace {

/// Code is never written to: released pages can be read from the file again.
bool is_code(const ElfW(Phdr) & segment) {
  return segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0 &&
         (segment.p_flags & PF_W) == 0;
}

int release_code(dl_phdr_info* object, std::size_t, void*) {
  // The vDSO, the kernel's own page among the libraries, has no file.
  if (object->dlpi_addr == getauxval(AT_SYSINFO_EHDR))
    return 0;
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (!is_code(segment))
      continue;
    const auto begin = (object->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const auto end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
    // The loader gives addresses as numbers.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

} // namespace

void release_start_pages() {
  dl_iterate_phdr(&release_code, nullptr);
}

} // namespace tracker
