// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace maru::server {

/// SIGTERM and SIGINT (Ctrl+C, on Windows too) as signals of the event loop. The second one ends
/// the process at once. SIGHUP, where there is one, asks to read the configuration again; when the
/// terminal that was standard input is gone, it asks to stop.
///
/// One at a time in a process: signal handlers are global.
class StopSignals : public QObject
{
    Q_OBJECT

public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override;

signals:
    void stopRequested();
    void reloadRequested();

private:
#ifdef Q_OS_UNIX
    std::unique_ptr<QSocketNotifier> m_notifier;
#endif
};

} // namespace maru::server
