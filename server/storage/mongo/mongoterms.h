// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongoconnection.h"

namespace maru::server {

/// Makes the terms of messages anew that an older Maru has made, a piece at a time. How far it came
/// is in the store's document, so a start goes on with the rest.
class MongoTerms
{
public:
    /// Says in a new \p store that all terms in it are of now.
    static void sign(Bson &store);

    /// What \p store says of its terms.
    void take(const BsonView &store);
    [[nodiscard]] bool areOfNow() const { return m_areOfNow; }

    /// Looks at the next limits::maxIndexedAtOnce messages at most, in their order.
    [[nodiscard]] MongoResult<void> makeSome(MongoConnection &connection);

private:
    [[nodiscard]] MongoResult<void> note(MongoConnection &connection, bool isEnd) const;

    bool m_areOfNow = true;
    qint64 m_upTo = 0; // the order of the last message whose terms are
};

} // namespace maru::server
