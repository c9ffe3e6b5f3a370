// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/variants.h"

#include "server/chat/queries.h"

namespace maru::server {

template<class Variant>
CompiledOnce<Variant>::CompiledOnce() = default;
template<class Variant>
CompiledOnce<Variant>::CompiledOnce(const CompiledOnce &other) = default;
template<class Variant>
CompiledOnce<Variant>::CompiledOnce(CompiledOnce &&other) noexcept = default;
template<class Variant>
CompiledOnce<Variant> &CompiledOnce<Variant>::operator=(const CompiledOnce &other) = default;
template<class Variant>
CompiledOnce<Variant> &CompiledOnce<Variant>::operator=(CompiledOnce &&other) noexcept = default;
template<class Variant>
CompiledOnce<Variant>::~CompiledOnce() = default;

template class CompiledOnce<AnyChange>;
template class CompiledOnce<RepliesOf<AnyChange>>;
template class CompiledOnce<AnyQuery>;
template class CompiledOnce<RepliesOf<AnyQuery>>;

} // namespace maru::server
