// SPDX-License-Identifier: MIT
// The only file that knows CAF 0.17 from CAF 1.x.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/config.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// 1.x spells its version with a leading zero, an octal number; only 1.x defines the
// parts.
#ifdef CAF_VERSION_MAJOR
#error "This header speaks CAF 0.17; port it first (signatures, enqueue hook, atoms)."
#endif

namespace tracker::compat {

template <class Signature>
struct signature;

template <class Result, class... Arguments>
struct signature<Result(Arguments...)> {
  using type = typename caf::replies_to<Arguments...>::template with<Result>;
};

template <class... Arguments>
struct signature<void(Arguments...)> {
  using type = caf::reacts_to<Arguments...>;
};

/// A typed actor handle, its messages written as function types: `interface<B(A),
/// void(C)>`.
template <class... Signatures>
using interface = caf::typed_actor<typename signature<Signatures>::type...>;

/// `Base` with more messages.
template <class Base, class... Signatures>
using extend = typename Base::template extend<typename signature<Signatures>::type...>;

} // namespace tracker::compat

/// Lets a struct travel between the actors of this process. No message of the tracker
/// leaves the process, so none is serialised.
#define TRACKER_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)
