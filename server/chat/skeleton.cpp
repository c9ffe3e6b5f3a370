// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/skeleton.h"

#include "common/text/username.h"

#include <algorithm>
#include <memory>
#include <unicode/uspoof.h>
#include <vector>

namespace maru::server {

namespace {

struct SpoofCheckerCloser
{
    void operator()(USpoofChecker *checker) const { uspoof_close(checker); }
};

} // namespace

QString nameSkeleton(const QString &normalisedName)
{
    const QString name = normalisedName.normalized(QString::NormalizationForm_KC);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<USpoofChecker, SpoofCheckerCloser> checker(uspoof_open(&status));
    if (U_FAILURE(status) != 0) {
        return name.toCaseFolded();
    }

    // A skeleton of NFD text grows at most some 18-fold (UAX #15); names are short, so one buffer
    // is enough.
    std::vector<UChar> buffer(static_cast<size_t>(name.size()) * 18 + 16);
    const int32_t length =
        uspoof_getSkeleton(checker.get(), 0, reinterpret_cast<const UChar *>(name.utf16()),
                           static_cast<int32_t>(name.size()), buffer.data(),
                           static_cast<int32_t>(buffer.size()), &status);
    if (U_FAILURE(status) != 0) {
        return name.toCaseFolded();
    }
    return QString(reinterpret_cast<const QChar *>(buffer.data()), length).toCaseFolded();
}

bool looksReserved(const QString &skeleton)
{
    // In capitals other letters look alike: ADMlN with a small L.
    return std::any_of(
        reservedUserNames.begin(), reservedUserNames.end(), [&skeleton](QStringView reserved) {
            const QString name = reserved.toString();
            return skeleton == nameSkeleton(name) || skeleton == nameSkeleton(name.toUpper());
        });
}

} // namespace maru::server
