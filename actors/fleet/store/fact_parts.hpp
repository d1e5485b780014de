// SPDX-License-Identifier: MIT
// Which fact of a batch the database refuses. Pure.
#pragma once

#include "actors/fleet/pg/error.hpp"
#include "messages/fleet.hpp"

#include <string>
#include <utility>

namespace tracker {

/// True where the error is about the values of a fact: a constraint, a number out of
/// range, a text that is too long for an index, a trigger of the operator. False for a
/// table that is not as it should be, for rights, and for all that may end by itself.
bool is_refusal_of_fact(const pg::error& failure);

/// The first half of the facts, by their kinds, and the second.
std::pair<outbox_facts, outbox_facts> halve(const outbox_facts& facts);

/// The only fact of `facts`, and why it is refused.
refused_fact name_refused(const outbox_facts& facts, const std::string& why);

} // namespace tracker
