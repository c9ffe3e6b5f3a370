// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Many files that are saved at once. That they are saved as they are: tst_files.

#include "client/connection/knownservers.h"
#include "client/files/filelink.h"
#include "client/model/downloads.h"
#include "common/clientlimits.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

} // namespace

class tst_Downloads : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void whatIsUnderWayIsNotGivenUpForMore();

private:
    [[nodiscard]] QStringList names() const
    {
        QStringList shown;
        for (int row = 0; row < m_list->rowCount(); ++row) {
            shown.append(m_list->index(row).data(TransferList::NameRole).toString());
        }
        return shown;
    }
    [[nodiscard]] TransferList::State state(int row) const
    {
        return TransferList::State(m_list->index(row).data(TransferList::StateRole).toInt());
    }
    void save(const QString &name, const QString &folder = {})
    {
        File file;
        file.id = FileId(name);
        file.name = name;
        file.bytes = 1'000;
        m_list->save(file, (folder.isEmpty() ? m_dir->path() : folder) + u'/' + name);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<KnownServers> m_servers;
    std::unique_ptr<FileLink> m_link; // closed
    std::unique_ptr<Downloads> m_list;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_Downloads::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_servers = std::make_unique<KnownServers>(m_dir->filePath(u"known.ini"_s));
    m_link = std::make_unique<FileLink>(*m_servers);
    m_list = std::make_unique<Downloads>(*m_link);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_list.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_Downloads::cleanup()
{
    m_tester.reset();
    m_list.reset();
    m_link.reset();
    m_servers.reset();
    m_dir.reset();
}

void tst_Downloads::whatIsUnderWayIsNotGivenUpForMore()
{
    QSignalSpy refused(m_list.get(), &Downloads::refused);
    for (int i = 0; i < limits::maxDownloads; ++i) {
        save(u"%1"_s.arg(i));
    }
    const QStringList all = names();
    QCOMPARE(all.size(), limits::maxDownloads);
    QVERIFY(refused.isEmpty());
    save(u"one more"_s);
    QCOMPARE(names(), all);
    QCOMPARE(refused.size(), 1);
    QVERIFY(refused[0][0].toString().contains(QString::number(limits::maxDownloads)));
    m_list->remove(0); // makes room as a person does
    save(u"one more"_s);
    QCOMPARE(names(), all.sliced(1) + QStringList{u"one more"_s});
    QCOMPARE(refused.size(), 1);
}

QTEST_GUILESS_MAIN(tst_Downloads)
#include "tst_downloads.moc"
