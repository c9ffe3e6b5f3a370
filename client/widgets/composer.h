// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/messageinput.h"
#include "client/widgets/theme.h"

#include <QFrame>

#include <functional>

class QLabel;
class QToolButton;

namespace maru::client {

class ElidedLabel;

/// The foot of a conversation: who types, what is answered or edited, and the input. Thread: GUI.
class Composer : public QFrame
{
    Q_OBJECT

public:
    enum class Mode : quint8 { Write, Reply, Edit };

    /// A message, or an answer, that waits behind an edit.
    struct Unsent
    {
        QString text;
        QString answered = {}; ///< the id of the message that it answers; or empty
        QString title = {}; ///< the lines in the bar
        QString about = {};
    };

    /// What stands unfinished in a room, kept while another one is shown.
    struct Draft
    {
        QString text;
        Mode mode = Mode::Write;
        QString messageId = {}; ///< answered or edited
        QString title = {}; ///< the lines in the bar
        QString about = {};
        Unsent kept = {}; ///< what was being written before the edit
        QString original = {}; ///< what the edited message says
    };

    /// Takes an answer to the message and says whether it is on its way.
    using Replier = std::function<bool(const QString &text, const QString &messageId)>;
    /// Told once: empty if the edit was done, else why not.
    using Done = std::function<void(const QString &failure)>;
    using Editor = std::function<void(const QString &messageId, const QString &text, Done done)>;

    explicit Composer(QWidget *parent = nullptr);

    void setPoster(MessageInput::Poster poster) { m_poster = std::move(poster); }
    void setReplier(Replier replier) { m_replier = std::move(replier); }
    void setEditor(Editor editor) { m_editor = std::move(editor); }
    void setTheme(const Theme &theme);
    void setTypingText(const QString &text);

    [[nodiscard]] MessageInput *input() const { return m_input; }
    [[nodiscard]] QLabel *failure() const { return m_failure; } ///< why an edit was not done
    [[nodiscard]] Mode mode() const { return m_draft.mode; }
    [[nodiscard]] const QString &messageId() const { return m_draft.messageId; }

    /// These two replace no edit that changes something: the bar says what comes first.
    void startReply(const QString &messageId, const QString &author, const QString &text);
    void startEdit(const QString &messageId, const QString &text);
    void leave(); ///< what was written before comes back

    [[nodiscard]] Draft draft(); ///< with what was being composed
    [[nodiscard]] QString unsentText() const; ///< of a message, not of an edit
    [[nodiscard]] QString answered() const; ///< by unsentText(): the id of a message; or empty
    /// An answer that was not finished; \p quoted may be empty.
    [[nodiscard]] static Unsent unsentReply(const QString &text, const QString &messageId,
                                            const QString &author, const QString &quoted);
    [[nodiscard]] static Draft draftOf(const Unsent &begun);
    /// An edit that was not finished; \p kept: what was being written before it.
    [[nodiscard]] static Draft editDraft(const QString &text, const QString &messageId,
                                         const QString &original, const Unsent &kept);
    /// What is left of the edit \p draft once its message says \p text: what was being written
    /// before it, or the next edit if one has typed on.
    [[nodiscard]] static Draft afterEdit(const Draft &draft, const QString &text);
    /// Of the edit under way; empty if there is none, or it changes nothing yet.
    [[nodiscard]] QString editText() const;
    /// Puts \p text behind what is being written: it comes back from where it could not be sent. An
    /// edit goes on before it.
    void takeBack(const QString &text);
    void setDraft(const Draft &draft);

signals:
    void lastMessageWanted(); ///< Up in the empty input
    void answeredChanged(); ///< answered()
    void refusedElsewhere(const QString &failure, const QString &text); ///< an edit that was left
    void doneElsewhere(const QString &messageId, const QString &text); ///< the same, done
    void typingChanged(bool isTyping); ///< a message is being written, or no more

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeBar();
    void holdTypingLine();
    [[nodiscard]] bool send(const QString &text);
    void finishEdit(const QString &messageId, const QString &text, const QString &failure);
    [[nodiscard]] Unsent unsent() const;
    [[nodiscard]] bool keepsEdit(const QString &edited = {});
    [[nodiscard]] bool isShown(const QString &text) const;
    void showBar();
    void showFailure(const QString &failure);
    void noteTyping();

    MessageInput::Poster m_poster;
    Replier m_replier;
    Editor m_editor;
    Theme m_theme;
    ElidedLabel *m_typing = nullptr;
    QFrame *m_bar = nullptr;
    QLabel *m_title = nullptr;
    ElidedLabel *m_about = nullptr;
    QLabel *m_failure = nullptr;
    QToolButton *m_leave = nullptr;
    MessageInput *m_input = nullptr;
    Draft m_draft; // without its text
    QString m_saving; // the text of an edit that is not answered yet
    bool m_isTyping = false;
    bool m_isFilling = false; // what another room had unfinished is no typing
};

} // namespace maru::client
