// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/seednames.h"

#include "common/text/username.h"
#include "server/chat/skeleton.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// What is allowed of it, letter by letter. Part of a reserved name is none yet.
QString withoutRefused(const QString &name)
{
    constexpr qsizetype lookedAt = 1'000; // of a name that may be as long as a document
    const QList<uint> letters = QStringView(name).left(lookedAt).toUcs4();
    QString kept;
    for (const char32_t letter : letters) {
        const QString longer = kept + QString::fromUcs4(&letter, 1);
        const auto checked = normalisedUserName(longer);
        if (!checked && checked.error() == NameError::TooLong) {
            break;
        }
        if (checked || checked.error() == NameError::Reserved) {
            kept = longer;
        }
    }
    return kept;
}

} // namespace

QString allowedName(const QString &name)
{
    auto allowed = normalisedUserName(name);
    if (!allowed) {
        allowed = normalisedUserName(withoutRefused(name));
    }
    return allowed && !looksReserved(nameSkeleton(*allowed)) ? *allowed : u"guest"_s;
}

SeedNames::SeedNames(const MemoryState &state)
{
    for (const auto &[id, user] : state.users) {
        m_keys.insert(user.nameKey);
        m_skeletons.insert(user.skeleton);
    }
}

bool SeedNames::isTaken(const QString &name) const
{
    const QString skeleton = nameSkeleton(name);
    return m_keys.contains(nameKey(name))
        || (!skeleton.isEmpty() && m_skeletons.contains(skeleton));
}

QString SeedNames::give(const QString &name)
{
    const QString wanted = allowedName(name);
    QString &last = m_last[wanted]; // so that many of one name do not try all numbers each
    QString given = last.isEmpty() ? wanted : last;
    while (isTaken(given)) {
        given = nextNameSuggestion(given);
    }
    last = given;
    m_keys.insert(nameKey(given));
    m_skeletons.insert(nameSkeleton(given));
    return given;
}

} // namespace maru::server
