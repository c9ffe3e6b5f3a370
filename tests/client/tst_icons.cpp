// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/icons.h"
#include "client/widgets/logo.h"
#include "client/widgets/themecontroller.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QPainter>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru::client;

/// The drawings: their colour, their size on each screen, and where there are none.
class tst_Icons : public QObject
{
    Q_OBJECT

private slots:
    void iconsTakeTheColour();
    void iconsFitWhereTheyAreShown();
    void everyIconIsOfTheFamily();
    void theLogoFollowsTheScale();
    void menusHaveNoIcons();
};

void tst_Icons::iconsTakeTheColour()
{
    for (const QString &name : {u"send"_s, u"arrow-down"_s, u"rooms"_s}) {
        const QImage image = themedPixmap(name, Qt::red, 20, 2.0).toImage();
        QCOMPARE(image.size(), QSize(40, 40));
        int red = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                red += image.pixelColor(x, y) == QColor(Qt::red) ? 1 : 0;
            }
        }
        QVERIFY2(red > 20, qPrintable(name));
    }
    QVERIFY(!applicationIcon().isNull());
}

// Drawn when they are shown: sharp on each screen, never larger than meant, grey when disabled.
void tst_Icons::iconsFitWhereTheyAreShown()
{
    const QIcon icon = themedIcon(u"send"_s, Qt::red, 20, Qt::green);
    for (const qreal ratio : {1.0, 1.25, 2.0, 2.5}) {
        const QPixmap pixmap = icon.pixmap({20, 20}, ratio);
        QCOMPARE(pixmap.width(), qRound(20 * ratio));
        QCOMPARE(pixmap.devicePixelRatio(), ratio);
    }
    QCOMPARE(icon.actualSize({48, 48}), QSize(20, 20));
    QCOMPARE(icon.pixmap(QSize(48, 48), 1.0).width(), 20);
    QCOMPARE(icon.pixmap(QSize(16, 16), 1.0).width(), 16);

    const auto count = [](const QPixmap &pixmap, const QColor &colour) {
        const QImage image = pixmap.toImage();
        int pixels = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                pixels += image.pixelColor(x, y) == colour ? 1 : 0;
            }
        }
        return pixels;
    };
    QVERIFY(count(icon.pixmap({20, 20}, 2.0, QIcon::Active), Qt::red) > 20);
    QVERIFY(count(icon.pixmap({20, 20}, 2.0, QIcon::Disabled), Qt::green) > 20);
    const QIcon plain = themedIcon(u"send"_s, Qt::red, 20);
    QCOMPARE(count(plain.pixmap({20, 20}, 2.0, QIcon::Disabled), Qt::red), 0);

    QPixmap canvas(60, 60);
    canvas.fill(Qt::white);
    QPainter painter(&canvas);
    icon.paint(&painter, canvas.rect());
    painter.end();
    const QImage image = canvas.toImage();
    QCOMPARE(image.pixelColor(10, 30), QColor(Qt::white)); // in the middle, not stretched
    QVERIFY(count(canvas, Qt::red) > 10);
}

void tst_Icons::everyIconIsOfTheFamily()
{
    QVERIFY(!applicationIcon().isNull()); // registers the drawings
    const QStringList drawings = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(drawings.size() > 15);
    for (const QString &name : drawings) {
        QFile file(u":/icons/"_s + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray drawing = file.readAll();
        if (!name.startsWith("maru"_L1)) {
            QVERIFY2(drawing.contains("viewBox=\"0 0 20 20\""), qPrintable(name));
            const bool isOfSheets = name.contains("-on-"_L1); // which cannot colour them
            QVERIFY2(isOfSheets || drawing.contains("currentColor"), qPrintable(name));
        }
    }
}

// As the first time on the new scale: sharp, and not the old picture made larger.
void tst_Icons::theLogoFollowsTheScale()
{
    Logo logo;
    for (const qreal ratio : {1.0, 2.0, 1.5}) {
        QPixmap drawn(QSize(Logo::sidePx, Logo::sidePx) * ratio);
        drawn.setDevicePixelRatio(ratio);
        drawn.fill(Qt::transparent);
        logo.render(&drawn, {}, {}, QWidget::DrawChildren);
        const QImage wanted = applicationPixmap(Logo::sidePx, ratio).toImage();
        QCOMPARE(drawn.toImage().convertToFormat(QImage::Format_ARGB32),
                 wanted.convertToFormat(QImage::Format_ARGB32));
    }
}

// Qt's own menu of a text field has icons where the desktop has some; none of ours has.
void tst_Icons::menusHaveNoIcons()
{
    const ThemeController themes;
    QAction copy(QIcon(applicationPixmap(16, 1)), u"Copy"_s);
    QVERIFY(!copy.isIconVisibleInMenu());
}

QTEST_MAIN(tst_Icons)
#include "tst_icons.moc"
