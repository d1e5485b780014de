// SPDX-License-Identifier: MIT
// Steps to put a file in its place so that a crash leaves the old or the new one.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"

#include <optional>
#include <string>

namespace tracker {

/// The error of a system call on `path`: `full` without space, otherwise `io`.
ledger_error file_failure(const std::string& path, int error);

/// Creates an empty file with mode 0600. An existing file is an error and stays.
std::optional<ledger_error> create_private_file(const std::string& path);

/// Flushes a file or a folder to disk; false on failure, with errno.
bool sync_file(const std::string& path);

/// Flushes `path`, renames it to `target`, replacing what is there, and flushes the
/// folder.
std::optional<ledger_error> put_in_place(const std::string& path,
                                         const std::string& target);

} // namespace tracker
