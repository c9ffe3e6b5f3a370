// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/skeleton.h"

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

} // namespace maru::server
