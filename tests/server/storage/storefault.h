// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storagebackend.h"

#include <QLoggingCategory>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace maru::server {

/// Something that goes wrong with a store, how it begins and how it ends.
struct StoreFault
{
    const char *name = "";
    bool isSurvived = false; ///< no change fails by it; else all of them fail
    bool isAway = false; ///< the store cannot be read meanwhile
    bool isForOneWriter = false; ///< with several it takes too long, or gets in their way
    std::function<void()> begin;
    std::function<void()> end = [] {
    };
    const char *lack = nullptr; ///< why it cannot be had here
};

/// Gives an open way to the store to the thread that asks; null: it could not be opened.
using WriterMaker = std::function<std::unique_ptr<StorageBackend>()>;

/// What a fault has the store say in the log is no fault of the test, while this lives.
class QuietStorage
{
public:
    QuietStorage() { QLoggingCategory::setFilterRules(QStringLiteral("maru.storage=false")); }
    QuietStorage(const QuietStorage &) = delete;
    QuietStorage &operator=(const QuietStorage &) = delete;
    ~QuietStorage() { QLoggingCategory::setFilterRules(QString()); }
};

} // namespace maru::server
