// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "crowd.h"

#include <QTest>

#include <algorithm>

using namespace maru;
using namespace maru::server;

/// What one commit brings for a room goes to many as one piece.
class tst_FrameRun : public QObject
{
    Q_OBJECT

private slots:
    void aBurstIsOnePiece();
    void aLoneMessageGoesAsItIs();
    void fewGetNoPieces();
    void aPieceHasABound();
};

void tst_FrameRun::aBurstIsOnePiece()
{
    Crowd crowd(18);
    for (const QString &text : numbers(1, 40)) {
        crowd.write(text);
    }
    crowd.turn();
    for (const auto &peer : crowd.peers) {
        QCOMPARE(freshChats(*peer), numbers(1, 40));
        QCOMPARE(peer->wire()->runBytes.size(), 1);
    }
}

void tst_FrameRun::aLoneMessageGoesAsItIs()
{
    Crowd crowd(18);
    for (const QString &text : numbers(1, 3)) {
        crowd.write(text);
        crowd.turn();
    }
    for (const auto &peer : crowd.peers) {
        QCOMPARE(freshChats(*peer), numbers(1, 3));
        QCOMPARE(peer->wire()->runBytes.size(), 0);
    }
}

void tst_FrameRun::fewGetNoPieces()
{
    Crowd crowd(4);
    for (const QString &text : numbers(1, 10)) {
        crowd.write(text);
    }
    crowd.turn();
    for (const auto &peer : crowd.peers) {
        QCOMPARE(freshChats(*peer), numbers(1, 10));
        QCOMPARE(peer->wire()->runBytes.size(), 0);
    }
}

void tst_FrameRun::aPieceHasABound()
{
    Crowd crowd(18);
    const QString text(limits::maxChatCodePoints, u'한');
    for (int i = 0; i < 20; ++i) {
        crowd.write(text);
    }
    crowd.turn();
    const qsizetype most = limits::maxRunBytes + text.toUtf8().size() + 1'024;
    for (const auto &peer : crowd.peers) {
        QCOMPARE(freshChats(*peer).size(), 20);
        const QList<qsizetype> &runs = peer->wire()->runBytes;
        QVERIFY(runs.size() >= 4);
        QVERIFY(*std::max_element(runs.begin(), runs.end()) <= most);
    }
}

QTEST_GUILESS_MAIN(tst_FrameRun)
#include "tst_framerun.moc"
