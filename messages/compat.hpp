// SPDX-License-Identifier: MIT
// The only file that depends on the CAF version (0.17).
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/config.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// Only CAF 1.x defines the parts of its version; CAF_VERSION cannot be compared, because
// 1.x writes it with a leading zero, as an octal number.
#ifdef CAF_VERSION_MAJOR
#error "This header is for CAF 0.17; port it first (signatures, enqueue hook, atoms)."
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

/// A typed actor handle. Its messages are written as function types: `interface<B(A),
/// void(C)>` accepts an A, which it answers with a B, and a C, which it does not answer.
template <class... Signatures>
using interface = caf::typed_actor<typename signature<Signatures>::type...>;

/// The interface `Base` with further messages.
template <class Base, class... Signatures>
using extend = typename Base::template extend<typename signature<Signatures>::type...>;

} // namespace tracker::compat

/// Allows a struct as a message between the actors of this process. No message leaves the
/// process, so none is serialised.
#define TRACKER_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)
