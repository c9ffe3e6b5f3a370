// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Precompiled for all tests (MaruOptions.cmake), beyond what is for all targets. Not <QTest>: what
// that header makes depends on whether a test has windows.

#include "pch.h"

#include <QAbstractItemModel>
#include <QCborArray>
#include <QCborMap>
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrl>
#include <QUuid>
#include <QtTest/qtestcase.h>
#include <QtTest/qtestdata.h>
