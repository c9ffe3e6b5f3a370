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
    [[nodiscard]] static Message message(qint64 seq, const QString &author = u"이영희"_s)
    {
        Message made;
        made.id = MessageId(u"m%1"_s.arg(seq));
        made.seq = seq;
        made.rev = seq;
        made.chat = u"%1번째 글"_s.arg(seq);
        made.user = {UserId(u"id-"_s + author), author};
        made.createdMs = 1'700'000'000'000 + seq * 1'000;
        return made;
    }
    void fill(int count)
    {
        QList<Message> page;
        for (int i = 1; i <= count; ++i) {
            page << message(i);
        }
        m_model->prependOlder(page);
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
