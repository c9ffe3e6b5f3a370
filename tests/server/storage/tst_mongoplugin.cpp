// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/backendplugin.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

// The plugin as a server loads it, and what is said when it cannot.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_MongoPlugin : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_MONGO(m_server); }

    void thePluginIsTaken();
    void aMissingPluginIsNamed();
    void aMissingDriverIsNamed();

private:
    MongoDouble m_server;
};

void tst_MongoPlugin::thePluginIsTaken()
{
    const auto maker = backendForUrl(m_server.url());
    QVERIFY2(maker, maker ? "" : qPrintable(maker.error().text));
    const std::unique_ptr<StorageBackend> store = (*maker)();
    const auto opened = store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(*store, user(1)));
    QVERIFY(!backendForUrl(u"mongodb://me:secret@db"_s));
}

void tst_MongoPlugin::aMissingPluginIsNamed()
{
    const QTemporaryDir empty;
    const auto missing =
        backendFromPlugin(u"maru_mongodb"_s, u"mongodb://me:secret@db/maru"_s, {empty.path()});
    QVERIFY(!missing);
    QCOMPARE(
        missing.error().text,
        u"This database needs the plugin maru_mongodb, which is not in %1: install the package "
        "maru-server-mongodb."_s.arg(empty.path()));
    QFile wrong(empty.filePath(u"maru_mongodb.so"_s));
    QVERIFY(wrong.open(QIODevice::WriteOnly) && wrong.write("nothing") > 0);
    wrong.close();
    const auto none = backendFromPlugin(u"maru_mongodb"_s, m_server.url(), {empty.path()});
    QVERIFY(!none);
    QVERIFY2(none.error().text.contains(u"is none: install it anew"),
             qPrintable(none.error().text));
}

void tst_MongoPlugin::aMissingDriverIsNamed()
{
    QString installed;
    for (const QString &folder : pluginFolders()) {
        const QString candidate = folder + u"/maru_mongodb.so"_s;
        installed = installed.isEmpty() && QFile::exists(candidate) ? candidate : installed;
    }
    QFile plugin(installed);
    QVERIFY2(plugin.open(QIODevice::ReadOnly), qPrintable(installed));
    // The same plugin, which asks for a library that no machine has.
    QByteArray bytes = plugin.readAll();
    QVERIFY(bytes.contains("libmongoc-1.0.so"));
    bytes.replace("libmongoc-1.0.so", "libmongox-1.0.so");
    const QTemporaryDir folder;
    QFile other(folder.filePath(u"maru_mongodb.so"_s));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write(bytes) == bytes.size());
    other.close();
    const auto refused = backendFromPlugin(u"maru_mongodb"_s, m_server.url(), {folder.path()});
    QVERIFY(!refused);
    QCOMPARE(refused.error().text,
             u"This database needs the plugin maru_mongodb, which needs the library "
             "libmongox-1.0.so.0, and that is not on this machine: install the driver of MongoDB "
             "for C (libmongoc-1.0-0 on Debian and Ubuntu, mongo-c-driver elsewhere)."_s);
}

QTEST_GUILESS_MAIN(tst_MongoPlugin)
#include "tst_mongoplugin.moc"
