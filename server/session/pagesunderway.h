// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"
#include "common/storelimits.h"

#include <QHash>

#include <memory>
#include <utility>

namespace maru::server {

/// How many pages each person waits for: all people share the places of the store's questions.
class PagesUnderWay
{
public:
    /// A place, taken for as long as a copy of it lives; it may outlive the PagesUnderWay.
    using Turn = std::shared_ptr<const void>;

    /// Null: \p user has limits::maxPagesUnderWay of them.
    [[nodiscard]] Turn begin(const UserId &user)
    {
        if (m_counts->value(user) >= limits::maxPagesUnderWay) {
            return nullptr;
        }
        ++(*m_counts)[user];
        return std::make_shared<const Place>(m_counts, user);
    }

private:
    using Counts = QHash<UserId, int>;
    class Place
    {
    public:
        Place(std::shared_ptr<Counts> counts, UserId user)
            : m_counts(std::move(counts))
            , m_user(std::move(user))
        { }
        Place(const Place &) = delete;
        Place &operator=(const Place &) = delete;
        ~Place()
        {
            if (--(*m_counts)[m_user] == 0) {
                m_counts->remove(m_user);
            }
        }

    private:
        std::shared_ptr<Counts> m_counts;
        UserId m_user;
    };

    std::shared_ptr<Counts> m_counts = std::make_shared<Counts>();
};

} // namespace maru::server
