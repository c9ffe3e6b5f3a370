// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/commandwords.h"

#include "client/widgets/commands.h"

#include <QAction>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr std::array translations = {":/i18n/maru_ko.qm"_L1, ":/i18n/maru_ja.qm"_L1};

struct FurtherWords
{
    QStringView command; // in English
    QStringView words; // with a space between
};

// What it is called elsewhere, in every language.
constexpr std::array furtherWords = {
    FurtherWords{u"You…",
                 u"account profile password devices 계정 프로필 비밀번호 기기 アカウント "
                 u"プロフィール パスワード"},
    FurtherWords{u"Another server…", u"join connect 접속 연결 参加 接続"},
    FurtherWords{u"Settings…", u"preferences options 환경설정 옵션 環境設定"},
    FurtherWords{u"Quit", u"exit 종료 나가기"},
    FurtherWords{u"Search this room", u"find 찾기 探す"},
    FurtherWords{u"Search all rooms", u"find 찾기 探す"},
    FurtherWords{u"Go to a day…", u"date calendar 달력 カレンダー"},
    FurtherWords{u"Go to the newest message", u"bottom end 맨아래 끝 最後"},
    FurtherWords{u"Emoji…", u"smiley emoticon 이모티콘 顔文字"},
    FurtherWords{u"Larger text", u"zoom font 확대 글꼴 拡大"},
    FurtherWords{u"Smaller text", u"zoom font 축소 글꼴 縮小"},
    FurtherWords{u"Text of usual size", u"zoom font 글꼴 リセット"},
    FurtherWords{u"Find or make a room…", u"create new join 새방 입장 新規 参加"},
    FurtherWords{u"Write to a person…", u"direct private 쪽지 귓속말 DM"},
    FurtherWords{u"Leave the room…", u"exit 퇴장 抜ける"},
    FurtherWords{u"Keyboard shortcuts", u"help keys 도움말 키 ヘルプ"},
    FurtherWords{u"About Maru", u"version 버전 バージョン"},
    FurtherWords{u"Log for a bug report…", u"problem error 로그 버그 문제 エラー"},
};

} // namespace

QString withoutMenuKey(QString text)
{
    static const QRegularExpression bracketed(u"\\(&.\\)"_s);
    return text.remove(bracketed).remove(u'&');
}

CommandWords::CommandWords()
{
    for (std::size_t i = 0; i < translations.size(); ++i) {
        const bool isLoaded = m_translations.at(i).load(translations.at(i));
        Q_ASSERT(isLoaded);
        Q_UNUSED(isLoaded);
    }
}

QStringList CommandWords::of(const QAction *command) const
{
    const auto text = command->data().value<CommandText>();
    if (!text.owner) {
        return {};
    }
    QStringList words = {withoutMenuKey(QString::fromUtf8(text.source))};
    for (const QTranslator &translation : m_translations) {
        words.append(withoutMenuKey(translation.translate(text.owner->className(), text.source)));
    }
    for (const FurtherWords &further : furtherWords) {
        if (words.first() == further.command) {
            words += further.words.toString().split(u' ');
        }
    }
    return words;
}

} // namespace maru::client
