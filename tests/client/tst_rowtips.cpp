// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/directorymodel.h"
#include "client/model/memberlistmodel.h"
#include "client/model/roomlistmodel.h"
#include "client/widgets/directoryview.h"
#include "client/widgets/memberdelegate.h"
#include "client/widgets/roomdelegate.h"

#include <QApplication>
#include <QHelpEvent>
#include <QListView>
#include <QStandardItemModel>
#include <QToolTip>
#include <QtTest>

#include <memory>

using namespace maru::client;
using namespace Qt::StringLiterals;

/// What a row has no room for is whole in its tool tip, and never markup.
class tst_RowTips : public QObject
{
    Q_OBJECT

private slots:
    // The offscreen platform warns of what it cannot do.
    void initTestCase() { qputenv("QT_FATAL_WARNINGS", "0"); }
    void init();
    void cleanup();
    void aRoomTellsItsNameAndTopic();
    void aPersonTellsTheirName();
    void oneselfIsSaid();
    void aDirectoryTellsNameAndDetail();
    void besideTheRowsThereIsNone();

private:
    [[nodiscard]] QString tipAt(QPoint point)
    {
        QHelpEvent event(QEvent::ToolTip, point, m_view->viewport()->mapToGlobal(point));
        QApplication::sendEvent(m_view->viewport(), &event);
        return QToolTip::text();
    }
    [[nodiscard]] QString tipOfRow()
    {
        return tipAt(m_view->visualRect(m_model.index(0, 0)).center());
    }
    void show(QAbstractItemDelegate *delegate, const QHash<int, QVariant> &fields);

    // Wider than any pane; the last word would be gone.
    const QString m_name = u"<b>"_s + u"ÅŴ 뷁 "_s.repeated(30) + u"</b>끝"_s;
    const QString m_escaped = m_name.toHtmlEscaped();
    QStandardItemModel m_model;
    std::unique_ptr<QListView> m_view;
};

void tst_RowTips::init()
{
    m_view = std::make_unique<QListView>();
    m_view->resize(200, 300);
}

void tst_RowTips::cleanup()
{
    m_view.reset(); // and the tip, its child
    m_model.clear();
}

void tst_RowTips::show(QAbstractItemDelegate *delegate, const QHash<int, QVariant> &fields)
{
    delegate->setParent(m_view.get());
    m_view->setItemDelegate(delegate);
    auto *const item = new QStandardItem;
    for (auto field = fields.cbegin(); field != fields.cend(); ++field) {
        item->setData(field.value(), field.key());
    }
    m_model.appendRow(item);
    m_view->setModel(&m_model);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void tst_RowTips::aRoomTellsItsNameAndTopic()
{
    show(new RoomDelegate,
         {{RoomListModel::NameRole, m_name}, {RoomListModel::TopicRole, u"<i>함수</i>"_s}});
    QCOMPARE(tipOfRow(), u"<p>%1<br>&lt;i&gt;함수&lt;/i&gt;</p>"_s.arg(m_escaped));
}

void tst_RowTips::aPersonTellsTheirName()
{
    show(new MemberDelegate, {{MemberListModel::NameRole, m_name}});
    QCOMPARE(tipOfRow(), u"<p>%1</p>"_s.arg(m_escaped));
}

void tst_RowTips::oneselfIsSaid()
{
    show(new MemberDelegate,
         {{MemberListModel::NameRole, u"나"_s}, {MemberListModel::OwnRole, true}});
    QCOMPARE(tipOfRow(), u"<p>나 (you)</p>"_s);
}

void tst_RowTips::aDirectoryTellsNameAndDetail()
{
    show(new DirectoryDelegate,
         {{DirectoryModel::NameRole, m_name}, {DirectoryModel::DetailRole, u"<i>함수</i>"_s}});
    QCOMPARE(tipOfRow(), u"<p>%1<br>&lt;i&gt;함수&lt;/i&gt;</p>"_s.arg(m_escaped));
}

void tst_RowTips::besideTheRowsThereIsNone()
{
    show(new MemberDelegate, {{MemberListModel::NameRole, u"이영희"_s}});
    QCOMPARE(tipAt(m_view->viewport()->rect().center()), QString());
}

QTEST_MAIN(tst_RowTips)
#include "tst_rowtips.moc"
