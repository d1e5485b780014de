// SPDX-License-Identifier: MIT
#pragma once

namespace tracker {

/// Releases all pages of code, the program's and its libraries'. Pages that are used
/// again come back from the kernel's page cache, at about a microsecond each. Pages that
/// only the start needs would otherwise stay resident: about a third of the resident
/// memory.
void release_start_pages();

} // namespace tracker
