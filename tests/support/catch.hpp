// SPDX-License-Identifier: MIT
// Catch2 2 of Debian 12 and Catch2 3 of Debian 13 under one include.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
