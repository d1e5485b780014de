// SPDX-License-Identifier: MIT
#pragma once

namespace tracker {

/// Lets go of all pages of code in memory, the program's and its libraries'. Those that
/// are used from here on come back from the kernel's cache of the files, at about a
/// microsecond each. What only the start has needed would stay for as long as the tracker
/// runs otherwise: about a third of its resident memory.
void release_start_pages();

} // namespace tracker
