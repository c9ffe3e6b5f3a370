<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_US">
<context>
    <name>maru::client::AccessibleMessages</name>
    <message numerus="yes">
        <source>read by %n</source>
        <translation>
            <numerusform>read by %n person</numerusform>
            <numerusform>read by %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::AccessibleNews</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) were not sent</source>
        <translation>
            <numerusform>%n message was not sent</numerusform>
            <numerusform>%n messages were not sent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::Attachments</name>
    <message numerus="yes">
        <source>A message can have at most %n file(s).</source>
        <translation>
            <numerusform>A message can have at most %n file.</numerusform>
            <numerusform>A message can have at most %n files.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttentionTexts</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::Downloads</name>
    <message numerus="yes">
        <source>%n file(s) are being saved already. Please wait for one of them.</source>
        <translation>
            <numerusform>%n file is being saved already. Please wait for it.</numerusform>
            <numerusform>%n files are being saved already. Please wait for one of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message numerus="yes">
        <source>A name has at most %n characters.</source>
        <translation>
            <numerusform>A name has at most %n character.</numerusform>
            <numerusform>A name has at most %n characters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>That was too fast. Please wait %n second(s).</source>
        <translation>
            <numerusform>That was too fast. Please wait %n second.</numerusform>
            <numerusform>That was too fast. Please wait %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::JoinDialog</name>
    <message numerus="yes">
        <source>A name may have at most %n character(s).</source>
        <translation>
            <numerusform>A name may have at most %n character.</numerusform>
            <numerusform>A name may have at most %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::MainWindow</name>
    <message numerus="yes">
        <source>%n more notice(s)</source>
        <translation>
            <numerusform>%n more notice</numerusform>
            <numerusform>%n more notices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::MessageDelegate</name>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>Read by %n</numerusform>
            <numerusform>Read by %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::MessageView</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::ReadersDialog</name>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>Read by %n</numerusform>
            <numerusform>Read by %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not yet read by %n</source>
        <translation>
            <numerusform>Not yet read by %n</numerusform>
            <numerusform>Not yet read by %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::RoomBar</name>
    <message numerus="yes">
        <source>%n hand(s) up</source>
        <translation>
            <numerusform>%n hand up</numerusform>
            <numerusform>%n hands up</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::RoomListModel</name>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>%n unread message</numerusform>
            <numerusform>%n unread messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them for you</source>
        <translation>
            <numerusform>%n of them for you</numerusform>
            <numerusform>%n of them for you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::RoomSettingsDialog</name>
    <message numerus="yes">
        <source>One message every %n minute(s)</source>
        <translation>
            <numerusform>One message every %n minute</numerusform>
            <numerusform>One message every %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>One message every %n second(s)</source>
        <translation>
            <numerusform>One message every %n second</numerusform>
            <numerusform>One message every %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RoomTexts</name>
    <message numerus="yes">
        <source>%n not read</source>
        <translation>
            <numerusform>%n not read</numerusform>
            <numerusform>%n not read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n for you</source>
        <translation>
            <numerusform>%n for you</numerusform>
            <numerusform>%n for you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) or change(s) of yours are not sent yet. They go out when you join again under this name.</source>
        <translation>
            <numerusform>%n message or change of yours is not sent yet. It goes out when you join again under this name.</numerusform>
            <numerusform>%n messages or changes of yours are not sent yet. They go out when you join again under this name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message numerus="yes">
        <source>The file with your unsent messages and drafts was damaged. %n of them could be read and are here again.</source>
        <translation>
            <numerusform>The file with your unsent messages and drafts was damaged. One of them could be read and is here again.</numerusform>
            <numerusform>The file with your unsent messages and drafts was damaged. %n of them could be read and are here again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::StrandedBar</name>
    <message numerus="yes">
        <source>%n more.</source>
        <translation>
            <numerusform>%n more.</numerusform>
            <numerusform>%n more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::SwitcherDelegate</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::Tray</name>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>%n unread message</numerusform>
            <numerusform>%n unread messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::TypingPeople</name>
    <message numerus="yes">
        <source>%n people are typing…</source>
        <translation>
            <numerusform>%n person is typing…</numerusform>
            <numerusform>%n people are typing…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::WriteGate</name>
    <message numerus="yes">
        <source>%n hand(s) up.</source>
        <translation>
            <numerusform>%n hand is up.</numerusform>
            <numerusform>%n hands are up.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Slow mode: you can write again in %n second(s).</source>
        <translation>
            <numerusform>Slow mode: you can write again in %n second.</numerusform>
            <numerusform>Slow mode: you can write again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
</TS>
