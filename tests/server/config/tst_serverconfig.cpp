// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/config/configkeys.h"
#include "server/config/serverconfig.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;
using Variables = QHash<QString, QString>;

class tst_ServerConfig : public QObject
{
    Q_OBJECT

private slots:
    void withoutAnythingTheDefaultsHold();
    void theBeaconIsSwitchedOff();
    void flagsWinOverTheEnvironmentAndItOverTheFile();
    void anEmptyVariableCountsAsUnset();
    void theSeedsVariablesAreRead();
    void aFlagMayBeWrittenWithAnEqualsSign();
    void listenIsRepeatable();
    void theDoorIsConfigured();
    void badCommandLinesAreRefusedByName_data();
    void badCommandLinesAreRefusedByName();
    void badVariablesAreRefusedByName();
    void subcommandsKeepTheirOwnArguments();
    void dotEnvIsReadLikeDotenv_data();
    void dotEnvIsReadLikeDotenv();
    void badDotEnvLinesAreNamed();
    void aDotEnvFileIsReadOrNamed();
    void theDatabaseUrlIsNeverRepeated();
};

namespace {

Result<Command, QString> parse(const QStringList &arguments, const Variables &environment = {},
                               const QString &dotEnv = {})
{
    return parseCommandLine(arguments, environment, dotEnv);
}

} // namespace

void tst_ServerConfig::withoutAnythingTheDefaultsHold()
{
    const auto command = parse({});
    QVERIFY(command);
    QCOMPARE(command->kind, Command::Kind::Serve);
    QCOMPARE(command->config.port, 5000);
    QVERIFY(command->config.listen.isEmpty());
    QVERIFY(command->config.isDataDirDefault);
    QVERIFY(QDir::isAbsolutePath(command->config.dataDir));
    QVERIFY(command->config.databaseUrl.isEmpty());
    QCOMPARE(command->config.plain, Plain::Lan);
    QCOMPARE(command->config.identity, IdentityMode::Claimed);
    QVERIFY(!command->config.createsNamespaces);
    QVERIFY(command->config.limitsRates);
    QVERIFY(command->config.isKorean);
    QVERIFY(command->config.isAnnounced);
}

void tst_ServerConfig::theBeaconIsSwitchedOff()
{
    QVERIFY(!parse({u"--beacon"_s, u"off"_s})->config.isAnnounced);
    QVERIFY(!parse({}, {{u"MARU_BEACON"_s, u"off"_s}})->config.isAnnounced);
    QVERIFY(parse({u"--beacon=on"_s}, {{u"MARU_BEACON"_s, u"off"_s}})->config.isAnnounced);
}

void tst_ServerConfig::flagsWinOverTheEnvironmentAndItOverTheFile()
{
    const QString file = u"MARU_PORT=1\nMARU_LANGUAGE=en\nMARU_PLAIN=off\n"_s;
    const auto command = parse({u"--port"_s, u"3"_s},
                               {{u"MARU_PORT"_s, u"2"_s}, {u"MARU_LANGUAGE"_s, u"ko"_s}}, file);
    QVERIFY(command);
    QCOMPARE(command->config.port, 3);
    QVERIFY(command->config.isKorean);
    QCOMPARE(command->config.plain, Plain::Off);
}

void tst_ServerConfig::anEmptyVariableCountsAsUnset()
{
    const auto command =
        parse({}, {{u"MARU_PORT"_s, QString()}, {u"PORT"_s, QString()}, {u"DB_URL"_s, QString()}},
              u"PORT=7000"_s);
    QVERIFY(command);
    QCOMPARE(command->config.port, 7000);
    QVERIFY(command->config.databaseUrl.isEmpty());
}

void tst_ServerConfig::theSeedsVariablesAreRead()
{
    const auto command = parse({}, {{u"PORT"_s, u"8080"_s}, {u"DB_URL"_s, u"sqlite:/tmp/x.db"_s}});
    QVERIFY(command);
    QCOMPARE(command->config.port, 8080);
    QCOMPARE(command->config.databaseUrl, u"sqlite:/tmp/x.db"_s);

    const auto own = parse({}, {{u"PORT"_s, u"8080"_s}, {u"MARU_PORT"_s, u"9090"_s}});
    QVERIFY(own);
    QCOMPARE(own->config.port, 9090);
}

void tst_ServerConfig::aFlagMayBeWrittenWithAnEqualsSign()
{
    const auto command = parse({u"serve"_s, u"--port=0"_s, u"--data=/srv/a=b"_s});
    QVERIFY(command);
    QCOMPARE(command->config.port, 0);
    QCOMPARE(command->config.dataDir, u"/srv/a=b"_s);
    QVERIFY(!command->config.isDataDirDefault);
}

void tst_ServerConfig::listenIsRepeatable()
{
    const auto command = parse({u"--listen"_s, u"127.0.0.1 "_s, u"--listen"_s, u"::1"_s});
    QVERIFY(command);
    QCOMPARE(command->config.listen, QStringList({u"127.0.0.1"_s, u"::1"_s}));

    const auto variable = parse({}, {{u"MARU_LISTEN"_s, u"127.0.0.1,::1"_s}});
    QVERIFY(variable);
    QCOMPARE(variable->config.listen, command->config.listen);
}

void tst_ServerConfig::theDoorIsConfigured()
{
    const auto command =
        parse({u"--origin"_s, u"https://chat.example"_s, u"--origin"_s, u"http://192.0.2.1:3000"_s,
               u"--trusted-proxy"_s, u"::ffff:192.0.2.9"_s, u"--sticky-cookie"_s, u"on"_s,
               u"--cert"_s, u"/a/../b/cert.pem"_s, u"--key"_s, u"key.pem"_s});
    QVERIFY(command);
    QCOMPARE(command->config.origins,
             QStringList({u"https://chat.example"_s, u"http://192.0.2.1:3000"_s}));
    QCOMPARE(command->config.trustedProxies, QList<QHostAddress>{QHostAddress(u"192.0.2.9"_s)});
    QVERIFY(command->config.setsStickyCookie);
    QCOMPARE(command->config.certFile, u"/b/cert.pem"_s);
    QVERIFY(QDir::isAbsolutePath(command->config.keyFile));

    const auto variables =
        parse({}, {{u"MARU_ORIGIN"_s, u"*"_s}, {u"MARU_TRUSTED_PROXY"_s, u"10.0.0.1,fd00::1"_s}});
    QVERIFY(variables);
    QCOMPARE(variables->config.origins, QStringList(u"*"_s));
    QCOMPARE(variables->config.trustedProxies.size(), 2);
    QVERIFY(!variables->config.setsStickyCookie);
}

void tst_ServerConfig::badCommandLinesAreRefusedByName_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");

    QTest::newRow("unknown flag") << QStringList{u"--prot"_s} << u"--prot"_s;
    QTest::newRow("unknown command") << QStringList{u"dance"_s} << u"dance"_s;
    QTest::newRow("one word too many") << QStringList{u"serve"_s, u"now"_s} << u"now"_s;
    QTest::newRow("value missing") << QStringList{u"--port"_s} << u"--port"_s;
    QTest::newRow("value empty") << QStringList{u"--data="_s} << u"--data"_s;
    QTest::newRow("port no number") << QStringList{u"--port"_s, u"http"_s} << u"--port"_s;
    QTest::newRow("port one over") << QStringList{u"--port"_s, u"65536"_s} << u"--port"_s;
    QTest::newRow("port below") << QStringList{u"--port"_s, u"-1"_s} << u"--port"_s;
    QTest::newRow("address") << QStringList{u"--listen"_s, u"300.1.1.1"_s} << u"--listen"_s;
    QTest::newRow("plain") << QStringList{u"--plain"_s, u"wan"_s} << u"--plain"_s;
    QTest::newRow("rate-limit") << QStringList{u"--rate-limit"_s, u"5"_s} << u"--rate-limit"_s;
    QTest::newRow("identity") << QStringList{u"--identity"_s, u"none"_s} << u"--identity"_s;
    QTest::newRow("namespaces") << QStringList{u"--namespaces"_s, u"all"_s} << u"--namespaces"_s;
    QTest::newRow("language") << QStringList{u"--language"_s, u"fr"_s} << u"--language"_s;
    QTest::newRow("origin with a path")
        << QStringList{u"--origin"_s, u"https://a.example/x"_s} << u"--origin"_s;
    QTest::newRow("origin without a scheme")
        << QStringList{u"--origin"_s, u"a.example"_s} << u"--origin"_s;
    QTest::newRow("proxy by name")
        << QStringList{u"--trusted-proxy"_s, u"proxy.example"_s} << u"--trusted-proxy"_s;
    QTest::newRow("certificate without its key")
        << QStringList{u"--cert"_s, u"a.pem"_s} << u"--cert"_s;
    QTest::newRow("key without its certificate")
        << QStringList{u"--key"_s, u"a.pem"_s} << u"--key"_s;
    QTest::newRow("sticky-cookie")
        << QStringList{u"--sticky-cookie"_s, u"yes"_s} << u"--sticky-cookie"_s;
    QTest::newRow("beacon") << QStringList{u"--beacon"_s, u"loud"_s} << u"--beacon"_s;
    QTest::newRow("database") << QStringList{u"--db"_s, u"oracle://x"_s} << u"--db"_s;
}

void tst_ServerConfig::badCommandLinesAreRefusedByName()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);

    const auto command = parse(arguments);
    QVERIFY(!command);
    QVERIFY2(command.error().contains(named), qPrintable(command.error()));
    QVERIFY(!command.error().contains(u'\n'));
}

void tst_ServerConfig::badVariablesAreRefusedByName()
{
    const auto environment = parse({}, {{u"PORT"_s, u"x"_s}});
    QVERIFY(!environment);
    QVERIFY(environment.error().startsWith(u"PORT:"));

    const auto file = parse({}, {}, u"MARU_PLAIN=maybe"_s);
    QVERIFY(!file);
    QVERIFY2(file.error().startsWith(u"MARU_PLAIN in .env:"), qPrintable(file.error()));
}

void tst_ServerConfig::subcommandsKeepTheirOwnArguments()
{
    const auto room =
        parse({u"room"_s, u"add"_s, u"방1"_s, u"--code"_s, u"--data"_s, u"/srv/maru"_s});
    QVERIFY(room);
    QCOMPARE(room->kind, Command::Kind::Room);
    QCOMPARE(room->arguments, QStringList({u"add"_s, u"방1"_s, u"--code"_s}));
    QCOMPARE(room->config.dataDir, u"/srv/maru"_s);

    const auto test = parse({u"selftest"_s, u"--kill9"_s, u"5"_s});
    QVERIFY(test);
    QCOMPARE(test->kind, Command::Kind::SelfTest);
    QCOMPARE(test->arguments, QStringList({u"--kill9"_s, u"5"_s}));
}

void tst_ServerConfig::dotEnvIsReadLikeDotenv_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("value");

    QTest::newRow("plain") << u"PORT=5000"_s << u"5000"_s;
    QTest::newRow("spaces") << u"  PORT = 5000  "_s << u"5000"_s;
    QTest::newRow("export") << u"export PORT=5000"_s << u"5000"_s;
    QTest::newRow("comment behind") << u"PORT=5000 # the seed's"_s << u"5000"_s;
    QTest::newRow("hash inside") << u"PORT=a#b"_s << u"a#b"_s;
    QTest::newRow("double quotes") << u"PORT=\"a b # c\""_s << u"a b # c"_s;
    QTest::newRow("single quotes") << u"PORT='a b'"_s << u"a b"_s;
    QTest::newRow("equals inside") << u"PORT=a=b"_s << u"a=b"_s;
    QTest::newRow("carriage return") << u"PORT=5000\r"_s << u"5000"_s;
    QTest::newRow("empty") << u"PORT="_s << QString();
    QTest::newRow("nothing but a comment") << u"PORT= # none yet"_s << QString();
}

void tst_ServerConfig::dotEnvIsReadLikeDotenv()
{
    QFETCH(QString, line);
    QFETCH(QString, value);

    const auto variables = parseDotEnv(u"# comment\n\n"_s + line + u'\n');
    QVERIFY(variables);
    QCOMPARE(variables->value(u"PORT"_s), value);
    QCOMPARE(variables->size(), 1);
}

void tst_ServerConfig::badDotEnvLinesAreNamed()
{
    const auto noValue = parse({}, {}, u"PORT=1\nnonsense\n"_s);
    QVERIFY(!noValue);
    QVERIFY(noValue.error().contains(u".env, line 2"));

    const auto openQuote = parse({}, {}, u"DB_URL=\"sqlite:x"_s);
    QVERIFY(!openQuote);
    QVERIFY(openQuote.error().contains(u".env, line 1"));

    const auto mistyped = parse({}, {}, u"PORT=1\nexport MARU_IDENTITIY=password\n"_s);
    QVERIFY(!mistyped);
    QCOMPARE(mistyped.error(),
             u".env, line 2: unknown key \"MARU_IDENTITIY\". Did you mean MARU_IDENTITY?"_s);
    for (const QString &name : {u"maru_identity"_s, u"MARU_RATE-LIMIT"_s, u"MARU_"_s,
                                u"MARU_CLIENT"_s, u"MARU_identity"_s}) {
        QVERIFY2(!parse({}, {}, name + u"=off\n"_s), qPrintable(name));
    }
    // The seed's, and other programs'; what the tests of Maru say is in the environment.
    QVERIFY(parse({}, {{u"MARU_CLIENT"_s, u"x"_s}}, u"MONGO_URI=a\nNODE_ENV=b\nMARUSYA=c\n"_s));
    for (const ConfigKey &key : configKeys()) {
        QVERIFY2(parseDotEnv(variableOf(key.name) + u"=1"_s), key.name.data());
    }
    QVERIFY(parseDotEnv(u"MARU_CONFIG=/etc/maru.conf"_s));
}

void tst_ServerConfig::aDotEnvFileIsReadOrNamed()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u".env"_s);
    QCOMPARE(readDotEnv(path).value(), QString());

    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("PORT=1\n");
    file.flush();
    QCOMPARE(readDotEnv(path).value(), u"PORT=1\n"_s);
    file.write(QByteArray(limits::maxConfigBytes - file.size(), '#'));
    file.flush();
    QCOMPARE(readDotEnv(path).value().size(), limits::maxConfigBytes);
    file.write("#");
    file.close();
    const auto tooLong = readDotEnv(path);
    QVERIFY(!tooLong);
    QVERIFY2(tooLong.error().startsWith(QDir::toNativeSeparators(path) + u" cannot be read: "_s),
             qPrintable(tooLong.error()));

    QVERIFY(file.remove());
    QVERIFY(QDir().mkdir(path));
    QCOMPARE(readDotEnv(path).value(), QString());
    QVERIFY(QDir().rmdir(path));
    QVERIFY(QFile::link(folder.filePath(u"gone"_s), path));
    QVERIFY(!readDotEnv(path));
}

void tst_ServerConfig::theDatabaseUrlIsNeverRepeated()
{
    for (const QString &url : {u"mongo:maru:secret@db/maru"_s, u"mysql://maru:secret@db"_s}) {
        const auto command = parse({u"--db"_s, url});
        QVERIFY(!command);
        QVERIFY2(!command.error().contains(u"secret"), qPrintable(command.error()));
    }
}

QTEST_GUILESS_MAIN(tst_ServerConfig)
#include "tst_serverconfig.moc"
