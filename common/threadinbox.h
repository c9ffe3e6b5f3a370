// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QEvent>
#include <QObject>

#include <memory>
#include <utility>

namespace maru {

/// Takes calls from other threads and runs them on its own: the one way across threads in Maru.
///
/// A posted event carries the call. ThreadSanitizer cannot see into Qt's event queue, so it is told
/// here, once, what happens before what (docs/testing.md). Calls that one thread posts keep their
/// order; those that have not run when the inbox is destroyed never run.
class ThreadInbox final : public QObject
{
public:
    using QObject::QObject;

    /// Runs \p call from the event loop of this object's thread. Thread: any.
    template<class Call>
    void post(Call call)
    {
        postCall(std::make_unique<CallOf<Call>>(std::move(call)));
    }

    bool event(QEvent *event) override;

private:
    class CallEvent : public QEvent
    {
    public:
        CallEvent();
        virtual void run() = 0;
    };

    template<class Call>
    class CallOf final : public CallEvent
    {
    public:
        explicit CallOf(Call call)
            : m_call(std::move(call))
        { }
        void run() override { m_call(); }

    private:
        Call m_call;
    };

    void postCall(std::unique_ptr<CallEvent> event);
};

} // namespace maru
