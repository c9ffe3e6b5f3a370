// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/language.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QPushButton>
#include <QTranslator>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// The words that are Maru's and those that are Qt's, in one language.
class tst_Language : public QObject
{
    Q_OBJECT

private slots:
    void qtSpeaksItToo_data();
    void qtSpeaksItToo();
    void qtsWordsAreInTheClient_data();
    void qtsWordsAreInTheClient();
};

void tst_Language::qtSpeaksItToo_data()
{
    QTest::addColumn<QString>("cancel");
    QTest::addColumn<QString>("copy");
    QTest::newRow("ko") << u"취소"_s << u"복사(&C)"_s;
    QTest::newRow("ja") << u"キャンセル"_s << u"コピー(&C)"_s;
}

void tst_Language::qtSpeaksItToo()
{
    QFETCH(const QString, cancel);
    QFETCH(const QString, copy);
    installLanguage(QString::fromLatin1(QTest::currentDataTag()));
    const QDialogButtonBox box(QDialogButtonBox::Cancel);
    QCOMPARE(box.button(QDialogButtonBox::Cancel)->text(), cancel);
    QCOMPARE(QCoreApplication::translate("QWidgetTextControl", "&Copy"), copy);
    for (QTranslator *translator : qApp->findChildren<QTranslator *>()) {
        QCoreApplication::removeTranslator(translator);
        delete translator;
    }
}

void tst_Language::qtsWordsAreInTheClient_data()
{
    qtSpeaksItToo_data();
}

// On Windows and macOS nothing else has them.
void tst_Language::qtsWordsAreInTheClient()
{
    QVERIFY(QFile::exists(u":/i18n/qtbase_en.qm"_s)); // else the next language of a list is taken
    QFETCH(const QString, copy);
    QTranslator words;
    QVERIFY(words.load(u":/i18n/qtbase_%1.qm"_s.arg(QLatin1StringView(QTest::currentDataTag()))));
    QCOMPARE(words.translate("QWidgetTextControl", "&Copy"), copy);
}

QTEST_MAIN(tst_Language)
#include "tst_language.moc"
