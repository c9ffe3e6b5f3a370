// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/serverlistmodel.h"
#include "client/widgets/certificatepanel.h"
#include "client/widgets/entryfield.h"
#include "client/widgets/joindialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>

#include <memory>

namespace maru::client {

using namespace Qt::StringLiterals;

inline QString linkTo(const QString &address, const QString &byte)
{
    return u"maru://%1#%2"_s.arg(address, byte.repeated(fingerprintBytes));
}

/// A join dialog on the screen, and servers that it may hear of.
class JoinDialogFixture : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

protected:
    [[nodiscard]] QLineEdit *field(int i) const
    {
        return m_dialog->findChildren<QLineEdit *>().at(i);
    }
    [[nodiscard]] QPushButton *button(const QString &role) const
    {
        for (QPushButton *button : m_dialog->findChildren<QPushButton *>()) {
            if (button->property("role").toString() == role) {
                return button;
            }
        }
        return nullptr;
    }
    [[nodiscard]] EntryField *entry(const QString &name) const
    {
        for (EntryField *field : m_dialog->findChildren<EntryField *>()) {
            if (field->edit()->accessibleName() == name) {
                return field;
            }
        }
        return nullptr;
    }
    [[nodiscard]] QPushButton *trustButton() const
    {
        return m_dialog->findChildren<CertificatePanel *>().first()->findChild<QPushButton *>();
    }
    [[nodiscard]] QStringList errors() const
    {
        QStringList shown;
        for (const QLabel *label : m_dialog->findChildren<QLabel *>()) {
            if (label->property("role").toString() == "error"_L1 && label->isVisible()) {
                shown << label->text();
            }
        }
        return shown;
    }

    [[nodiscard]] QListView *list() const { return m_dialog->findChild<QListView *>(); }
    void search()
    {
        m_dialog->setServers(m_servers.get());
        m_servers->startSearch();
    }
    void hear(const QString &name, const QString &host, char certificate)
    {
        m_servers->take({name, 5000, QByteArray(fingerprintBytes, certificate)}, host);
    }
    void click(int row)
    {
        const QRect card = list()->visualRect(m_servers->index(row));
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, card.center());
    }

    std::unique_ptr<ServerListModel> m_servers;
    std::unique_ptr<JoinDialog> m_dialog;
};

} // namespace maru::client
