// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/threadinbox.h"

#include <QCoreApplication>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MARU_TSAN
#endif
#elif defined(__SANITIZE_THREAD__)
#define MARU_TSAN
#endif

#ifdef MARU_TSAN
extern "C" {
void __tsan_acquire(void *address);
void __tsan_release(void *address);
}
#define MARU_HAPPENS_BEFORE(address) __tsan_release(address)
#define MARU_HAPPENS_AFTER(address) __tsan_acquire(address)
#else
#define MARU_HAPPENS_BEFORE(address)
#define MARU_HAPPENS_AFTER(address)
#endif

namespace maru {

namespace {

QEvent::Type callType()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

} // namespace

ThreadInbox::CallEvent::CallEvent()
    : QEvent(callType())
{ }

bool ThreadInbox::event(QEvent *event)
{
    if (event->type() != callType()) {
        return QObject::event(event);
    }
    MARU_HAPPENS_AFTER(event);
    static_cast<CallEvent *>(event)->run();
    return true;
}

void ThreadInbox::postCall(std::unique_ptr<CallEvent> event)
{
    MARU_HAPPENS_BEFORE(event.get());
    QCoreApplication::postEvent(this, event.release());
}

} // namespace maru
