// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/firstbyte.h"

#include "server/transport/descriptors.h"

#include <utility>

namespace maru::server {

namespace {

constexpr char tlsHandshake = '\x16'; // RFC 8446 §5.1
constexpr qintptr none = -1;

} // namespace

FirstByte::FirstByte(qintptr descriptor, int timeoutMs, QObject *parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_notifier(descriptor, QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &FirstByte::look);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QObject::deleteLater);
    m_timer.start(timeoutMs);
}

FirstByte::~FirstByte()
{
    if (m_descriptor != none) {
        m_notifier.setEnabled(false); // before its descriptor means something else
        closeDescriptor(m_descriptor);
    }
}

void FirstByte::look()
{
    char byte = 0;
    const FirstByteState state = peekFirstByte(m_descriptor, byte);
    if (state == FirstByteState::Missing) {
        return;
    }
    m_notifier.setEnabled(false);
    m_timer.stop();
    deleteLater();
    if (state == FirstByteState::Here) {
        emit seen(this, std::exchange(m_descriptor, none), byte == tlsHandshake);
    }
}

} // namespace maru::server
