// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/configfile.h"

#include <QFile>
#include <QTest>

using namespace maru::server;
using namespace Qt::StringLiterals;
using maru::failure;
using maru::Result;
using Variables = QHash<QString, QString>;

class tst_ConfigFile : public QObject
{
    Q_OBJECT

private slots:
    void aFileSaysWhatFlagsSay();
    void whoWinsOverWhom();
    void valuesAreRead_data();
    void valuesAreRead();
    void badFilesAreRefusedByLine_data();
    void badFilesAreRefusedByLine();
    void aFileThatCannotBeReadIsNamed();
    void theFileIsNamedByFlagOrVariable();
    void subcommandsReadItToo();
    void whatIsPrintedNamesEachOrigin();
    void whatIsPrintedIsAFile();
    void everyKeyIsAFlagAVariableALineAndShown();
    void theSampleIsTheDefaults();
    void theSampleNamesEveryKey();
    void thePagesSayWhatNeedsARestart();
    void credentialsAreBlanked_data();
    void credentialsAreBlanked();
    void aMistypedFlagIsGuessed();
    void changesAreFound();
    void anotherDatabaseIsFoundByWhatIsNotShown_data();
    void anotherDatabaseIsFoundByWhatIsNotShown();
};

namespace {

const QString fileName = u"/etc/maru/test.conf"_s;

FileReader reader(const QByteArray &bytes)
{
    return [bytes](const QString &path) -> Result<QByteArray, QString> {
        return path == fileName ? Result<QByteArray, QString>(bytes) : failure(u"not there"_s);
    };
}

Result<Command, QString> parse(const QByteArray &file, const QStringList &flags = {},
                               const Variables &environment = {}, const QString &dotEnv = {})
{
    return parseCommandLine(QStringList{u"--config"_s, fileName} + flags, environment, dotEnv,
                            reader(file));
}

QByteArray sample()
{
    QFile file(QStringLiteral(MARU_SAMPLE_CONFIG));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The keys of the sample that are commented out, as if they were not.
QByteArray commentedOut()
{
    QByteArray all;
    for (const QByteArray &line : sample().split('\n')) {
        const bool isKey = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        all += isKey ? line.sliced(1) + '\n' : QByteArray();
    }
    return all;
}

QByteArray page(const char *name)
{
    QFile file(QStringLiteral(MARU_PAGES "/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void tst_ConfigFile::aFileSaysWhatFlagsSay()
{
    const auto command = parse("# a comment\n"
                               "; another\n"
                               "[server]\n"
                               "\n"
                               "port = 7000\n"
                               "listen = 127.0.0.1, ::1\n"
                               "data=/srv/maru\n"
                               "plain\t=\toff\n"
                               "origin = https://a.example,http://b.example:3000\n"
                               "trusted-proxy = 192.0.2.9\n"
                               "language = en # of the welcome line\n"
                               "log-format = json\n"
                               "log-size = 64K\n"
                               "metrics = [::1]:9464\n");
    QVERIFY2(command, command ? "" : qPrintable(command.error()));
    const ServerConfig &config = command->config;
    QCOMPARE(config.port, 7000);
    QCOMPARE(config.listen, QStringList({u"127.0.0.1"_s, u"::1"_s}));
    QCOMPARE(config.dataDir, u"/srv/maru"_s);
    QVERIFY(!config.isDataDirDefault);
    QCOMPARE(config.plain, Plain::Off);
    QCOMPARE(config.origins, QStringList({u"https://a.example"_s, u"http://b.example:3000"_s}));
    QCOMPARE(config.trustedProxies, QList<QHostAddress>{QHostAddress(u"192.0.2.9"_s)});
    QVERIFY(!config.isKorean);
    QCOMPARE(config.logFormat, maru::LogFormat::Json);
    QCOMPARE(config.logFileBytes, 65'536);
    QCOMPARE(config.metricsAddress, QHostAddress(QHostAddress::LocalHostIPv6));
    QCOMPARE(config.metricsPort, quint16(9464));
}

void tst_ConfigFile::whoWinsOverWhom()
{
    const QByteArray file("port = 1\n");
    const QString dotEnv = u"MARU_PORT=2\n"_s;
    QCOMPARE(parse(file)->config.port, 1);
    QCOMPARE(parse(file, {}, {}, dotEnv)->config.port, 2);
    QCOMPARE(parse(file, {}, {{u"PORT"_s, u"3"_s}}, dotEnv)->config.port, 3);
    QCOMPARE(parse(file, {u"--port"_s, u"4"_s}, {{u"PORT"_s, u"3"_s}}, dotEnv)->config.port, 4);
    QCOMPARE(parse(file, {}, {{u"PORT"_s, QString()}})->config.port, 1);
    // One of the two is from elsewhere: they still go together.
    QVERIFY(parse("cert = a.pem\n", {u"--key"_s, u"k.pem"_s}));
}

void tst_ConfigFile::valuesAreRead_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("value");

    QTest::newRow("plain") << QByteArray("data = /srv/a") << u"/srv/a"_s;
    QTest::newRow("carriage return") << QByteArray("data = /srv/a\r") << u"/srv/a"_s;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "data = /srv/a")
                                     << u"/srv/a"_s;
    QTest::newRow("hash inside") << QByteArray("data = /srv/a#b") << u"/srv/a#b"_s;
    QTest::newRow("comment") << QByteArray("data = /srv/a # b") << u"/srv/a"_s;
    QTest::newRow("quoted") << QByteArray("data = \"/srv/a # b\" # c") << u"/srv/a # b"_s;
    QTest::newRow("single quotes") << QByteArray("data = '/srv/\"a'") << u"/srv/\"a"_s;
    QTest::newRow("equals inside") << QByteArray("data = /srv/a=b") << u"/srv/a=b"_s;
    QTest::newRow("korean") << QByteArray("data = /srv/마루") << u"/srv/마루"_s;
}

void tst_ConfigFile::valuesAreRead()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, value);
    const auto command = parse(line + '\n');
    QVERIFY2(command, command ? "" : qPrintable(command.error()));
    QCOMPARE(command->config.dataDir, value);
}

void tst_ConfigFile::badFilesAreRefusedByLine_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("named");

    const auto row = [](const char *name, const QByteArray &file, int line, const QString &named) {
        QTest::newRow(name) << file << line << named;
    };
    row("unknown key", "port = 1\nprot = 2\n", 2, u"Did you mean port?"_s);
    row("unknown key, underscore", "trusted_proxy = 127.0.0.1\n", 1, u"trusted-proxy?"_s);
    row("unknown key, like none", "frobnicate = 1\n", 1, u"unknown key \"frobnicate\"."_s);
    row("config in a config", "config = x\n", 1, u"unknown key"_s);
    row("twice", "port = 1\n# x\nport = 1\n", 3, u"line 1"_s);
    row("a list twice", "origin = *\norigin = *\n", 2, u"commas"_s);
    row("out of range", "\nport = 65536\n", 2, u"port: \"65536\""_s);
    row("no number", "port = http\n", 1, u"port"_s);
    row("not one of", "identity = cla\n", 1, u"open, claimed, password"_s);
    row("no value", "port =\n", 1, u"has no value"_s);
    row("an empty list", "listen = ,\n", 1, u"has no value"_s);
    row("no equals sign", "port\n", 1, u"key = value"_s);
    row("no key", "= 5\n", 1, u"key = value"_s);
    row("open quote", "data = \"/srv\n", 1, u"quotation"_s);
    row("behind the quote", "data = \"/srv\" x\n", 1, u"quotation"_s);
    row("a section", "[client]\n", 1, u"[server]"_s);
    row("section twice", "[server]\nport = 1\n[server]\n", 3, u"once"_s);
    row("no UTF-8", "port = 1\ndata = /\xff\n", 2, u"UTF-8"_s);
    row("zeroes, as after a power cut", QByteArray("port = 1\n") + QByteArray(100, '\0'), 2,
        u"damaged"_s);
    row("empty", "", 1, u"empty"_s);
    row("half written", "data = /srv/maru\nport = 50", 2, u"half written"_s);
    row("size too small", "log-size = 1K\n", 1, u"64K"_s);
    row("size too large", "log-size = 9999999999G\n", 1, u"1G"_s);
    row("size of nothing", "log-size = M\n", 1, u"log-size"_s);
    row("no file at all", "max-file = 0\n", 1, u"max-file"_s);
    row("no size", "quota = much\n", 1, u"quota"_s);
    row("metrics for everybody", "metrics = 0.0.0.0:9464\n", 1, u"loopback"_s);
    row("metrics without a port", "metrics = 127.0.0.1\n", 1, u"ADDRESS:PORT"_s);
    row("metrics, IPv6 without brackets", "metrics = ::1:9464\n", 1, u"ADDRESS:PORT"_s);
    row("certificate without its key", "port = 1\ncert = a.pem\n", 2, u"--key"_s);
    row("control characters", "po\x1brt = 1\n", 1, u"po\\x1brt"_s);
}

void tst_ConfigFile::badFilesAreRefusedByLine()
{
    QFETCH(QByteArray, file);
    QFETCH(int, line);
    QFETCH(QString, named);

    const auto command = parse(file);
    QVERIFY(!command);
    const QString &error = command.error();
    QVERIFY2(error.startsWith(fileName + u':' + QString::number(line) + u": "_s),
             qPrintable(error));
    QVERIFY2(error.contains(named), qPrintable(error));
    QVERIFY2(!error.contains(u'\n') && !error.contains(u'\x1b'), qPrintable(error));
}

void tst_ConfigFile::aFileThatCannotBeReadIsNamed()
{
    for (const QString &path : {u"/no/such/file"_s, u"/"_s}) {
        const auto command = parseCommandLine({u"--config"_s, path}, {}, {});
        QVERIFY(!command);
        QVERIFY2(command.error().contains(path), qPrintable(command.error()));
    }
    QVERIFY(!parseCommandLine({u"--config"_s}, {}, {}));
}

void tst_ConfigFile::theFileIsNamedByFlagOrVariable()
{
    const FileReader read = [](const QString &path) -> Result<QByteArray, QString> {
        return "language = en\nport = " + path.toUtf8() + '\n';
    };
    const QString dotEnv = u"MARU_CONFIG=1"_s;
    const Variables environment{{u"MARU_CONFIG"_s, u"2"_s}};
    QCOMPARE(parseCommandLine({}, {}, dotEnv, read)->config.port, 1);
    QCOMPARE(parseCommandLine({}, environment, dotEnv, read)->config.port, 2);
    QCOMPARE(parseCommandLine({u"--config=3"_s}, environment, dotEnv, read)->config.port, 3);
}

void tst_ConfigFile::subcommandsReadItToo()
{
    const auto room = parseCommandLine({u"room"_s, u"list"_s, u"--config"_s, fileName}, {}, {},
                                       reader("data = /srv/maru\n"));
    QVERIFY(room);
    QCOMPARE(room->config.dataDir, u"/srv/maru"_s);
    QCOMPARE(room->arguments, QStringList(u"list"_s));
}

void tst_ConfigFile::whatIsPrintedNamesEachOrigin()
{
    const auto command =
        parse("# x\nplain = off\nport = 1\n", {u"--print-config"_s, u"--language"_s, u"en"_s},
              {{u"PORT"_s, u"2"_s}}, u"MARU_IDENTITY=open"_s);
    QVERIFY(command);
    QCOMPARE(command->kind, Command::Kind::PrintConfig);
    const QStringList lines = configText(*command).split(u'\n');
    const auto has = [&](const QString &setting, const QString &origin) {
        return std::any_of(lines.begin(), lines.end(), [&](const QString &line) {
            return line.startsWith(setting + u' ') && line.endsWith(u"# "_s + origin);
        });
    };
    QVERIFY(has(u"plain = off"_s, fileName + u":2"_s));
    QVERIFY(has(u"port = 2"_s, u"environment variable PORT"_s));
    QVERIFY(has(u"identity = open"_s, u".env, MARU_IDENTITY"_s));
    QVERIFY(has(u"language = en"_s, u"flag --language"_s));
    QVERIFY(has(u"rate-limit = on"_s, u"default"_s));
    QVERIFY(has(u"metrics = off"_s, u"default"_s));
    QVERIFY(has(u"# origin ="_s, u"default"_s));
}

void tst_ConfigFile::whatIsPrintedIsAFile()
{
    const QByteArray file("port = 1\ndata = \"/srv/a # b\"\norigin = https://a.example, *\n"
                          "cert = /c.pem\nkey = /k.pem\nnamespaces = any\nrate-limit = off\n"
                          "trusted-proxy = ::1\nsticky-cookie = on\nidentity = password\n"
                          "log-level = debug\nlog-size = 1G\nmax-file = 100M\nquota = "
                          "3000G\nmetrics = 127.0.0.1:1\nlanguage = en\n");
    const auto command = parse(file);
    QVERIFY(command);
    const auto again = parse(configText(*command).toUtf8());
    QVERIFY2(again, again ? "" : qPrintable(again.error()));
    QVERIFY(changedKeys(command->config, again->config).isEmpty());
    QCOMPARE(again->config.dataDir, u"/srv/a # b"_s);
}

void tst_ConfigFile::everyKeyIsAFlagAVariableALineAndShown()
{
    const QString help = helpText();
    const auto defaults = parse("# nothing\n");
    QVERIFY(defaults);
    for (const ConfigKey &key : configKeys()) {
        QVERIFY2(help.contains(u"--%1 "_s.arg(key.name)), key.name.data());
        QVERIFY2(configText(*defaults).contains(QString(key.name) + u" ="_s), key.name.data());
        QVERIFY2(key.take != nullptr && key.show != nullptr, key.name.data());
        // A value that cannot be right, from each side: the key is known everywhere.
        if (QString(key.argument).contains(u'|')) {
            const QString name = key.name;
            const QString variable = u"MARU_"_s + QString(name).toUpper().replace(u'-', u'_');
            QVERIFY(!parseCommandLine({u"--"_s + name, u"?"_s}, {}, {}));
            QVERIFY(!parseCommandLine({}, {{variable, u"?"_s}}, {}));
            QVERIFY(!parseCommandLine({}, {}, variable + u"=?"_s));
            QVERIFY(!parse(name.toUtf8() + " = ?\n"));
            const QStringList words = QString(key.argument).split(u'|');
            for (const QString &word : words) {
                const auto said = parse(name.toUtf8() + " = " + word.toUtf8() + '\n');
                QVERIFY2(said, qPrintable(name + u' ' + word));
                QCOMPARE(key.show(said->config, key), word);
            }
        }
    }
    for (const QString &line : help.split(u'\n')) {
        QVERIFY2(line.size() <= 120, qPrintable(line));
        // "…" would come out as three letters.
        QVERIFY2(line.toLatin1() == line.toUtf8(), qPrintable(line));
    }
}

void tst_ConfigFile::theSampleIsTheDefaults()
{
    const auto command = parse(sample());
    QVERIFY2(command, command ? "" : qPrintable(command.error()));
    QVERIFY(changedKeys(command->config, parse("# nothing\n")->config).isEmpty());
}

void tst_ConfigFile::theSampleNamesEveryKey()
{
    const QByteArray all = commentedOut();
    const Result<Settings, QString> settings = parseConfigFile(all, fileName);
    QVERIFY2(settings, settings ? "" : qPrintable(settings.error()));
    for (const ConfigKey &key : configKeys()) {
        QVERIFY2(settings->contains(key.name), key.name.data());
    }
    const auto command = parse(all);
    QVERIFY(command); // and all of it is right

    // What is no default is an example, and the sample says of which keys.
    QStringList examples;
    for (const ConfigKey *key : changedKeys(command->config, parse("# nothing\n")->config)) {
        examples.append(key->name);
    }
    const QByteArray said = "an example (" + examples.join(u", "_s).toLatin1() + ")";
    QVERIFY2(sample().contains(said), said.constData());
}

void tst_ConfigFile::thePagesSayWhatNeedsARestart()
{
    QStringList keys;
    for (const ConfigKey &key : configKeys()) {
        if (!key.isLive) {
            keys.append(u'`' + key.name + u'`');
        }
    }
    const QString last = keys.takeLast();
    QVERIFY(page("operations.md").contains((keys.join(u", "_s) + u", "_s + last).toUtf8()));
    QVERIFY(page("protocol.md").contains((keys.join(u", "_s) + u" and "_s + last).toUtf8()));
}

void tst_ConfigFile::credentialsAreBlanked_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown");

    QTest::newRow("file") << u"sqlite:/srv/a@b.db"_s << u"sqlite:/srv/a@b.db"_s;
    QTest::newRow("nothing") << u"postgres://db/maru"_s << u"postgres://db/maru"_s;
    QTest::newRow("user and password")
        << u"postgres://maru:secret@db:5432/maru"_s << u"postgres://***@db:5432/maru"_s;
    QTest::newRow("slash inside") << u"mongodb://m:sec/ret@db/maru"_s << u"mongodb://***@db/maru"_s;
    QTest::newRow("at inside") << u"mongodb://m:sec@ret@db/maru"_s << u"mongodb://***@db/maru"_s;
    QTest::newRow("query") << u"postgres://db/maru?password=secret"_s
                           << u"postgres://db/maru?***"_s;
}

void tst_ConfigFile::credentialsAreBlanked()
{
    QFETCH(QString, url);
    QFETCH(QString, shown);
    QCOMPARE(withoutCredentials(url), shown);
}

void tst_ConfigFile::aMistypedFlagIsGuessed()
{
    const auto command = parseCommandLine({u"--prot"_s, u"1"_s}, {}, {});
    QVERIFY(!command);
    QVERIFY2(command.error().contains(u"Did you mean --port?"), qPrintable(command.error()));
}

void tst_ConfigFile::changesAreFound()
{
    const auto before = parse("port = 1\norigin = *\n");
    const auto after = parse("port = 2\norigin = https://a.example\n");
    const QList<const ConfigKey *> changed = changedKeys(before->config, after->config);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(QString(changed[0]->name), u"port"_s);
    QVERIFY(!changed[0]->isLive);
    QCOMPARE(QString(changed[1]->name), u"origin"_s);
    QVERIFY(changed[1]->isLive);
}

void tst_ConfigFile::anotherDatabaseIsFoundByWhatIsNotShown_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("isChange");

    QTest::newRow("password") << QByteArray("db = postgres://maru:one@db/maru\n")
                              << QByteArray("db = postgres://maru:two@db/maru\n") << true;
    QTest::newRow("host") << QByteArray("db = postgres:///maru?host=/var/run/postgresql\n")
                          << QByteArray("db = postgres:///maru?host=10.0.0.5\n") << true;
    QTest::newRow("the same") << QByteArray("db = postgres://maru:one@db/maru\n")
                              << QByteArray("db = \"postgres://maru:one@db/maru\"\n") << false;
    QTest::newRow("the default, said")
        << QByteArray("data = /srv\n") << QByteArray("data = /srv\ndb = sqlite:/srv/maru.db\n")
        << false;
}

void tst_ConfigFile::anotherDatabaseIsFoundByWhatIsNotShown()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(bool, isChange);
    const auto one = parse(before);
    const auto two = parse(after);
    QVERIFY(one && two);
    QStringList changed;
    for (const ConfigKey *key : changedKeys(one->config, two->config)) {
        changed.append(key->name);
    }
    QCOMPARE(changed, isChange ? QStringList{u"db"_s} : QStringList());
}

QTEST_GUILESS_MAIN(tst_ConfigFile)
#include "tst_configfile.moc"
