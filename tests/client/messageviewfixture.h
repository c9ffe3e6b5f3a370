// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/messagelistmodel.h"
#include "client/widgets/messageview.h"

#include <QCoreApplication>

#include <memory>

namespace maru::client {

using namespace Qt::StringLiterals;

/// A view on the screen, and numbered messages for it.
class MessageViewFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    static constexpr qint64 startMs = 1'700'000'000'000;

    [[nodiscard]] static Message message(qint64 seq, const QString &author = u"이영희"_s)
    {
        Message made;
        made.id = MessageId(u"m%1"_s.arg(seq));
        made.seq = seq;
        made.rev = seq;
        made.chat = u"%1번째 글"_s.arg(seq);
        made.user = {UserId(u"id-"_s + author), author};
        made.createdMs = startMs + seq * 1'000;
        return made;
    }
    [[nodiscard]] static Message said(qint64 seq, const QString &text,
                                      const QString &author = u"이영희"_s)
    {
        Message made = message(seq, author);
        made.chat = text;
        return made;
    }
    void fill(int count, int from = 1)
    {
        QList<Message> page;
        for (int i = 0; i < count; ++i) {
            page << message(from + i);
        }
        m_model->prependOlder(page);
        settle();
    }
    void pending(const QString &cid, const QString &text)
    {
        Message made = said(0, text, u"나"_s);
        made.id = {};
        made.seq = 0;
        made.cid = cid;
        made.createdMs = startMs + 500'000'000;
        m_model->appendPending(made);
        settle();
    }
    void settle()
    {
        QCoreApplication::processEvents();
        m_view->doItemsLayout();
    }
    [[nodiscard]] QModelIndex row(int i) const { return m_view->model()->index(i, 0); }

    std::unique_ptr<MessageListModel> m_model;
    std::unique_ptr<MessageView> m_view;
};

} // namespace maru::client
