// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <type_traits>
#include <utility>
#include <variant>

/// Variants put together from those of each subject, so that a subject adds to its own alone.
namespace maru::server {

namespace detail {

template<class... Variants>
struct Join;
template<class... As>
struct Join<std::variant<As...>>
{
    using type = std::variant<As...>;
};
template<class... As, class... Bs, class... Rest>
struct Join<std::variant<As...>, std::variant<Bs...>, Rest...>
    : Join<std::variant<As..., Bs...>, Rest...>
{ };

template<class T, class Variant>
struct Contains;
template<class T, class... As>
struct Contains<T, std::variant<As...>> : std::disjunction<std::is_same<T, As>...>
{ };

// The replies of all alternatives, each once, in the order of their first.
template<class Done, class... Left>
struct UniqueReplies
{
    using type = Done;
};
template<class... Done, class Next, class... Left>
struct UniqueReplies<std::variant<Done...>, Next, Left...>
    : UniqueReplies<
          std::conditional_t<(std::is_same_v<typename Next::Reply, Done> || ...),
                             std::variant<Done...>, std::variant<Done..., typename Next::Reply>>,
          Left...>
{ };

template<class Variant>
struct Replies;
template<class First, class... Rest>
struct Replies<std::variant<First, Rest...>>
    : UniqueReplies<std::variant<typename First::Reply>, Rest...>
{ };

} // namespace detail

/// One variant with the alternatives of all.
template<class... Variants>
using JoinedVariant = typename detail::Join<Variants...>::type;

/// True if \p T is an alternative of \p Variant.
template<class T, class Variant>
inline constexpr bool isOneOf = detail::Contains<T, Variant>::value;

/// A variant of the `Reply` of every alternative.
template<class Variant>
using RepliesOf = typename detail::Replies<Variant>::type;

/// A \p Variant whose copies, moves and end are compiled in one place (variants.cpp): made anew by
/// every file that passes one on, those of some thirty alternatives took a third of its compiling.
/// std::get, std::get_if, std::holds_alternative and std::visit take it as they take the variant.
template<class Variant>
class CompiledOnce : public Variant
{
public:
    using Alternatives = Variant;

    template<class T, class = std::enable_if_t<isOneOf<std::remove_cvref_t<T>, Variant>>>
    CompiledOnce(T &&value)
        : Variant(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(value))
    { }
    CompiledOnce();
    CompiledOnce(const CompiledOnce &other);
    CompiledOnce(CompiledOnce &&other) noexcept;
    CompiledOnce &operator=(const CompiledOnce &other);
    CompiledOnce &operator=(CompiledOnce &&other) noexcept;
    ~CompiledOnce();
};

} // namespace maru::server
