<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en_US">
<context>
    <name>maru::client::AboutDialog</name>
    <message>
        <source>this program and its icons</source>
        <translation>이 프로그램과 아이콘</translation>
    </message>
    <message>
        <source>windows, network, database</source>
        <translation>창, 네트워크, 데이터베이스</translation>
    </message>
    <message>
        <source>public domain</source>
        <translation>퍼블릭 도메인</translation>
    </message>
    <message>
        <source>messages on this computer, through Qt</source>
        <translation>이 컴퓨터에 보관하는 메시지(Qt를 거침)</translation>
    </message>
    <message>
        <source>results that may fail</source>
        <translation>실패할 수 있는 결과</translation>
    </message>
    <message>
        <source>the desktop&apos;s keychain</source>
        <translation>데스크톱의 키 보관함</translation>
    </message>
    <message>
        <source>the square that phones read</source>
        <translation>휴대전화로 읽는 QR 코드</translation>
    </message>
    <message>
        <source>names of the emojis</source>
        <translation>이모지의 이름</translation>
    </message>
    <message>
        <source>About Maru</source>
        <translation>마루 정보</translation>
    </message>
    <message>
        <source>Chat for offices, classrooms and labs.</source>
        <translation>사무실, 교실, 연구실을 위한 채팅.</translation>
    </message>
    <message>
        <source>Versions and licences</source>
        <translation>버전과 라이선스</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>구성 요소</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>For</source>
        <translation>쓰임</translation>
    </message>
    <message>
        <source>Copy the versions</source>
        <translation>버전 정보 복사</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>maru::client::AccessibleMessages</name>
    <message>
        <source>sending</source>
        <translation>보내는 중</translation>
    </message>
    <message>
        <source>failed, press Enter to try again</source>
        <translation>보내지 못함, Enter 키를 누르면 다시 보냅니다</translation>
    </message>
    <message>
        <source>mentions you</source>
        <translation>나를 부름</translation>
    </message>
    <message>
        <source>answers %1: %2</source>
        <translation>%1 님에게 답장: %2</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>고친 글</translation>
    </message>
    <message>
        <source>reactions %1</source>
        <translation>반응 %1</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>지워진 글</translation>
    </message>
    <message>
        <source>waiting for a connection</source>
        <translation>연결 대기 중</translation>
    </message>
    <message>
        <source>picture %1, %2</source>
        <translation>그림 %1, %2</translation>
    </message>
    <message>
        <source>file %1, %2</source>
        <translation>파일 %1, %2</translation>
    </message>
    <message numerus="yes">
        <source>read by %n</source>
        <translation>
            <numerusform>%n명이 읽음</numerusform>
        </translation>
    </message>
    <message>
        <source>failed: %1, press Enter to try again</source>
        <translation>실패했습니다: %1, 다시 보내려면 Enter</translation>
    </message>
    <message>
        <source>%1 (with yours)</source>
        <translation>%1 (내 반응 포함)</translation>
    </message>
</context>
<context>
    <name>maru::client::AccessibleNews</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>새 글 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) were not sent</source>
        <translation>
            <numerusform>글 %n개를 보내지 못했습니다</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::Account</name>
    <message>
        <source>The server did not answer. Please try again once you are connected.</source>
        <translation>서버가 응답하지 않았습니다. 연결된 뒤에 다시 해 주세요.</translation>
    </message>
    <message>
        <source>Please enter your current password too.</source>
        <translation>지금 쓰는 비밀번호도 입력해 주세요.</translation>
    </message>
    <message>
        <source>This is not your current password.</source>
        <translation>지금 쓰는 비밀번호가 아닙니다.</translation>
    </message>
    <message>
        <source>Nobody holds a name on this server: it needs no code on another device. Join there with the name alone.</source>
        <translation>이 서버에서는 이름에 주인이 없습니다. 다른 기기에서 코드가 필요 없으니 이름만으로 들어가세요.</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted, so there is no code: others in the network could read it.</source>
        <translation>이 서버와의 연결이 암호화되지 않아 코드를 만들 수 없습니다. 네트워크의 다른 사람이 읽을 수 있기 때문입니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::AnswerDialog</name>
    <message>
        <source>Asking the server…</source>
        <translation>서버에 묻는 중…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>maru::client::Application</name>
    <message>
        <source>Connecting…</source>
        <translation>연결하는 중…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Join again…</source>
        <translation>다시 참여…</translation>
    </message>
    <message>
        <source>You are not connected to this server. What this computer has kept of it is still here.</source>
        <translation>이 서버에 연결되어 있지 않습니다. 이 컴퓨터에 보관한 내용은 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>There are too many servers in this window. Leave one of them.</source>
        <translation>이 창에 서버가 너무 많습니다. 하나에서 나가 주세요.</translation>
    </message>
    <message>
        <source>Maru is already running but does not answer. End it, then start it again.</source>
        <translation>마루가 이미 실행 중이지만 응답하지 않습니다. 끝낸 뒤 다시 시작해 주세요.</translation>
    </message>
    <message>
        <source>Another certificate</source>
        <translation>다른 인증서</translation>
    </message>
    <message>
        <source>This server does not have the certificate that the link names.</source>
        <translation>이 서버의 인증서는 링크에 적힌 것과 다릅니다.</translation>
    </message>
    <message>
        <source>Either the link is wrong or old, or somebody stands between you and the server. Ask the person who runs the server before you write something that others must not read.</source>
        <translation>링크가 잘못되었거나 오래되었을 수도 있고, 누군가 서버와의 사이에 끼어 있을 수도 있습니다. 다른 사람이 읽으면 안 되는 내용을 쓰기 전에 서버 관리자에게 확인하세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::Attachments</name>
    <message>
        <source>%1 · waiting for a connection</source>
        <translation>%1 · 연결을 기다리는 중</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 중 %1</translation>
    </message>
    <message>
        <source>%1 of %2 · paused</source>
        <translation>%2 중 %1 · 멈춤</translation>
    </message>
    <message numerus="yes">
        <source>A message can have at most %n file(s).</source>
        <translation>
            <numerusform>메시지 하나에 파일을 %n개까지 붙일 수 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>picture %1.png</source>
        <translation>그림 %1.png</translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>파일을 확인하는 중…</translation>
    </message>
    <message>
        <source>The picture is too large to be pasted or dropped here, or it is damaged. Please save it and attach the file.</source>
        <translation>그림이 너무 커서 붙여 넣거나 끌어다 놓을 수 없거나, 손상되어 있습니다. 파일로 저장해서 그 파일을 붙여 주세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::AttentionController</name>
    <message>
        <source>Your reply was not sent</source>
        <translation>답장을 보내지 못했습니다</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>Notifications: quiet until %1</source>
        <translation>알림: %1까지 방해 금지</translation>
    </message>
    <message>
        <source>Notify again</source>
        <translation>다시 알리기</translation>
    </message>
    <message>
        <source>Quiet for an hour</source>
        <translation>한 시간 방해 금지</translation>
    </message>
    <message>
        <source>Quiet until tomorrow</source>
        <translation>내일까지 방해 금지</translation>
    </message>
    <message>
        <source>Notifications…</source>
        <translation>알림 설정…</translation>
    </message>
    <message>
        <source>Maru keeps running</source>
        <translation>마루는 계속 켜져 있습니다</translation>
    </message>
    <message>
        <source>Messages still reach you. Open or quit Maru with its icon in the tray.</source>
        <translation>메시지는 계속 받습니다. 트레이의 아이콘으로 마루를 다시 열거나 끝낼 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::AttentionSettingsPage</name>
    <message>
        <source>Notify me of new messages</source>
        <translation>새 메시지 알리기</translation>
    </message>
    <message>
        <source>Show what they say</source>
        <translation>내용도 보여 주기</translation>
    </message>
    <message>
        <source>With a sound</source>
        <translation>소리도 내기</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>방해 금지</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>한 시간 동안</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>내일까지</translation>
    </message>
    <message>
        <source>Notify again</source>
        <translation>다시 알리기</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>방해 금지 시간</translation>
    </message>
    <message>
        <source>From</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>to</source>
        <translation>끝</translation>
    </message>
    <message>
        <source>Startup and tray</source>
        <translation>시작과 트레이</translation>
    </message>
    <message>
        <source>Keep running in the tray when the window is closed</source>
        <translation>창을 닫아도 트레이에서 계속 켜 두기</translation>
    </message>
    <message>
        <source>This desktop has no tray.</source>
        <translation>이 데스크톱에는 트레이가 없습니다.</translation>
    </message>
    <message>
        <source>Start Maru when I sign in to this computer</source>
        <translation>컴퓨터에 로그인할 때 마루 켜기</translation>
    </message>
    <message>
        <source>Without showing the window</source>
        <translation>창은 띄우지 않기</translation>
    </message>
    <message>
        <source>Quiet until %1</source>
        <translation>%1까지 방해 금지</translation>
    </message>
</context>
<context>
    <name>AttentionTexts</name>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>%1 and others</source>
        <translation>%1 외</translation>
    </message>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>새 글 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>While you were away: %1</source>
        <translation>연결이 없는 동안: %1</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>a person in a room</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a person says</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>AutostartTexts</name>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1에 쓸 수 없습니다: %2</translation>
    </message>
    <message>
        <source>its folder could not be made</source>
        <translation>폴더를 만들 수 없습니다</translation>
    </message>
    <message>
        <source>access was denied</source>
        <translation>접근이 거부되었습니다</translation>
    </message>
</context>
<context>
    <name>maru::client::CertificatePanel</name>
    <message>
        <source>Either the server was set up anew, or somebody stands between you and it and could read and change everything. Ask the person who runs the server for its fingerprint, and trust the new certificate only if it is the same.</source>
        <translation>서버를 새로 설치했거나, 누군가 중간에 끼어들어 모든 내용을 읽고 바꿀 수 있는 상태입니다. 서버 관리자에게 지문을 물어보고, 아래의 지금 지문과 같을 때만 새 인증서를 신뢰하세요.</translation>
    </message>
    <message>
        <source>Fingerprint now</source>
        <translation>지금 지문</translation>
    </message>
    <message>
        <source>&amp;Trust the new certificate</source>
        <translation>새 인증서 신뢰(&amp;T)</translation>
    </message>
    <message>
        <source>Until now a certificate authority vouched for this server.</source>
        <translation>지금까지는 인증 기관이 이 서버를 보증했습니다.</translation>
    </message>
    <message>
        <source>Fingerprint until now</source>
        <translation>지금까지의 지문</translation>
    </message>
    <message>
        <source>Fingerprint in the list or link</source>
        <translation>목록이나 링크의 지문</translation>
    </message>
</context>
<context>
    <name>maru::client::Commands</name>
    <message>
        <source>&amp;Maru</source>
        <translation>마루(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>편집(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>이동(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Room</source>
        <translation>방(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>실행 취소(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>다시 실행(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>잘라내기(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>복사(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>붙여넣기(&amp;P)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>모두 선택(&amp;A)</translation>
    </message>
    <message>
        <source>Send the message</source>
        <translation>메시지 보내기</translation>
    </message>
    <message>
        <source>Begin a new line</source>
        <translation>줄 바꾸기</translation>
    </message>
    <message>
        <source>Edit the last message (in an empty field)</source>
        <translation>마지막 글 고치기(빈 입력란에서)</translation>
    </message>
    <message>
        <source>Cancel a reply or an edit</source>
        <translation>답장이나 고치기 그만두기</translation>
    </message>
    <message>
        <source>Reply to the message</source>
        <translation>글에 답장</translation>
    </message>
    <message>
        <source>Delete the message</source>
        <translation>글 지우기</translation>
    </message>
    <message>
        <source>Open the link, or send again what has failed</source>
        <translation>링크 열기, 또는 보내지 못한 메시지 다시 보내기</translation>
    </message>
    <message>
        <source>Menu of a message, room or person</source>
        <translation>메시지, 방, 사람의 메뉴</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>창의 다음 부분</translation>
    </message>
</context>
<context>
    <name>maru::client::CompletionList</name>
    <message>
        <source>Completions</source>
        <translation>자동 완성</translation>
    </message>
</context>
<context>
    <name>maru::client::Composer</name>
    <message>
        <source>Leave (Esc)</source>
        <translation>그만두기 (Esc)</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>그만두기</translation>
    </message>
    <message>
        <source>Reply to %1</source>
        <translation>%1 님에게 답장</translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation>글 고치기</translation>
    </message>
    <message>
        <source>The message was not changed: %1</source>
        <translation>글을 고치지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>답장</translation>
    </message>
    <message>
        <source>First save this change, or leave it with Esc.</source>
        <translation>먼저 이 수정을 저장하거나 Esc로 그만두세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::ConnectionBar</name>
    <message>
        <source>Try now</source>
        <translation>지금 다시 시도</translation>
    </message>
</context>
<context>
    <name>maru::client::Conversation</name>
    <message>
        <source>Reconnecting…</source>
        <translation>연결이 끊겼습니다. 다시 연결하는 중…</translation>
    </message>
    <message>
        <source>That message is not here.</source>
        <translation>그 글을 찾을 수 없습니다.</translation>
    </message>
    <message>
        <source>No connection yet. What you write is sent as soon as there is one.</source>
        <translation>아직 연결되지 않았습니다. 쓴 글은 연결되는 대로 보냅니다.</translation>
    </message>
    <message>
        <source>You are not in that room any more.</source>
        <translation>이제 그 방의 구성원이 아닙니다.</translation>
    </message>
    <message>
        <source>That message is not on this computer, and there is no connection to the server just now.</source>
        <translation>그 메시지는 이 컴퓨터에 없고, 지금은 서버에 연결되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>That day could not be found just now.</source>
        <translation>지금은 그 날짜를 찾을 수 없습니다.</translation>
    </message>
    <message>
        <source>The conversation was not opened: %1</source>
        <translation>쪽지를 열지 못했습니다: %1</translation>
    </message>
    <message>
        <source>A message can be stopped only while its files are on their way.</source>
        <translation>파일을 올리는 동안에만 보내기를 멈출 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::DBusNotifier</name>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>답장</translation>
    </message>
</context>
<context>
    <name>maru::client::DatePopup</name>
    <message>
        <source>Go to a day</source>
        <translation>날짜로 이동</translation>
    </message>
    <message>
        <source>A year earlier</source>
        <translation>이전 해</translation>
    </message>
    <message>
        <source>A month earlier</source>
        <translation>이전 달</translation>
    </message>
    <message>
        <source>A month later</source>
        <translation>다음 달</translation>
    </message>
    <message>
        <source>A year later</source>
        <translation>다음 해</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <extracomment>the month of a calendar: a format of dates, as QLocale has them</extracomment>
        <translation>yyyy년 M월</translation>
    </message>
</context>
<context>
    <name>maru::client::DeviceCodeDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>복사(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;New code</source>
        <translation>새 코드(&amp;N)</translation>
    </message>
    <message>
        <source>Your name on another device – Maru</source>
        <translation>다른 기기에서 내 이름 – Maru</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>코드</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>On your other device, join %1 under the name %2. There choose “I have a password or a code” and type this code. It lets one device in.</source>
        <translation>다른 기기에서 %2(이)라는 이름으로 %1에 들어가세요. 들어갈 때 “비밀번호나 코드가 있습니다”를 누르고 이 코드를 입력합니다. 코드 하나로 기기 한 대만 들어갈 수 있습니다.</translation>
    </message>
    <message>
        <source>This code is too old now. Ask for a new one.</source>
        <translation>이 코드는 시간이 지났습니다. 새 코드를 받으세요.</translation>
    </message>
    <message>
        <source>Good for %1 more</source>
        <translation>앞으로 %1 동안 쓸 수 있습니다</translation>
    </message>
</context>
<context>
    <name>maru::client::DirectoryView</name>
    <message>
        <source>Asking the server…</source>
        <translation>서버에 묻는 중…</translation>
    </message>
</context>
<context>
    <name>maru::client::Downloads</name>
    <message>
        <source>%1 · waiting for a connection</source>
        <translation>%1 · 연결을 기다리는 중</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 중 %1</translation>
    </message>
    <message>
        <source>%1 · saved in %2</source>
        <translation>%1 · %2에 저장됨</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are being saved already. Please wait for one of them.</source>
        <translation>
            <numerusform>이미 파일 %n개를 저장하는 중입니다. 하나가 끝날 때까지 기다려 주세요.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · waiting for other files</source>
        <translation>%1 · 다른 파일을 기다리는 중</translation>
    </message>
    <message>
        <source>A file is being saved under that name already. Please choose another name.</source>
        <translation>그 이름으로 다른 파일을 이미 저장하는 중입니다. 다른 이름을 골라 주세요.</translation>
    </message>
    <message>
        <source>%1 of %2 · paused</source>
        <translation>%2 중 %1 · 멈춤</translation>
    </message>
</context>
<context>
    <name>maru::client::EditsDialog</name>
    <message>
        <source>What it said before</source>
        <translation>전에 쓴 내용</translation>
    </message>
    <message>
        <source>Until %1</source>
        <translation>%1까지</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>There are more; only the newest are shown.</source>
        <translation>더 있지만 최근 것만 표시합니다.</translation>
    </message>
    <message>
        <source>Nothing else is known of it.</source>
        <translation>알려진 다른 내용이 없습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::EmojiPicker</name>
    <message>
        <source>Recently used</source>
        <translation>최근에 쓴 것</translation>
    </message>
    <message>
        <source>Faces and feelings</source>
        <translation>표정과 감정</translation>
    </message>
    <message>
        <source>People and gestures</source>
        <translation>사람과 몸짓</translation>
    </message>
    <message>
        <source>Animals and nature</source>
        <translation>동물과 자연</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>음식</translation>
    </message>
    <message>
        <source>Travel and places</source>
        <translation>여행과 장소</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>활동</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>사물</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>기호</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>깃발</translation>
    </message>
    <message>
        <source>Emojis</source>
        <translation>이모지</translation>
    </message>
    <message>
        <source>Search emojis</source>
        <translation>이모지 검색</translation>
    </message>
    <message>
        <source>Nothing is called “%1”.</source>
        <translation>“%1”에 맞는 이모지가 없습니다.</translation>
    </message>
    <message>
        <source>Emojis you use appear here.</source>
        <translation>사용한 이모지가 여기에 모입니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::EntryField</name>
    <message>
        <source>Hide</source>
        <translation>가리기</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Hide what is typed</source>
        <translation>입력한 내용 가리기</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>입력한 내용 보기</translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>The server did not understand this. Is this version of Maru older than the server?</source>
        <translation>서버가 요청을 이해하지 못했습니다. 마루가 서버보다 오래된 버전인지 확인해 주세요.</translation>
    </message>
    <message>
        <source>The server has forgotten you. Please join again.</source>
        <translation>서버에 참여 기록이 없습니다. 다시 참여해 주세요.</translation>
    </message>
    <message>
        <source>Somebody else holds this name. Please choose another one.</source>
        <translation>다른 사람이 쓰고 있는 이름입니다. 다른 이름을 골라 주세요.</translation>
    </message>
    <message>
        <source>The server does not allow this name. Please choose another one.</source>
        <translation>서버에서 허용하지 않는 이름입니다. 다른 이름을 골라 주세요.</translation>
    </message>
    <message>
        <source>This server asks for a password or an invitation.</source>
        <translation>비밀번호나 초대가 필요한 서버입니다.</translation>
    </message>
    <message>
        <source>The password or the sign-in of this device is no longer valid.</source>
        <translation>비밀번호나 이 기기의 로그인 정보가 더는 유효하지 않습니다.</translation>
    </message>
    <message>
        <source>You are not a member of this room.</source>
        <translation>이 대화방의 구성원이 아닙니다.</translation>
    </message>
    <message>
        <source>You may not do this here.</source>
        <translation>여기서는 할 수 없는 일입니다.</translation>
    </message>
    <message>
        <source>This is not there any more.</source>
        <translation>더는 존재하지 않습니다.</translation>
    </message>
    <message>
        <source>The server already has another message under this number. Please write it again.</source>
        <translation>서버에 같은 번호의 다른 글이 이미 있습니다. 다시 작성해 주세요.</translation>
    </message>
    <message>
        <source>This is over the limit of %L1.</source>
        <translation>한도(%L1)를 넘었습니다.</translation>
    </message>
    <message>
        <source>This is too long for the server.</source>
        <translation>서버가 받기에 너무 깁니다.</translation>
    </message>
    <message>
        <source>That was too fast. Please wait a moment.</source>
        <translation>너무 빠릅니다. 잠시 후 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>You are muted here.</source>
        <translation>이 대화방에서는 글을 쓸 수 없는 상태입니다.</translation>
    </message>
    <message>
        <source>You are banned from this server.</source>
        <translation>이 서버에서 차단되었습니다.</translation>
    </message>
    <message>
        <source>The server could not save this. Please try again.</source>
        <translation>서버가 저장하지 못했습니다. 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>The server cannot do this. Is it older than this version of Maru?</source>
        <translation>서버가 지원하지 않는 기능입니다. 서버가 마루보다 오래된 버전인지 확인해 주세요.</translation>
    </message>
    <message>
        <source>Something went wrong on the server. Please try again.</source>
        <translation>서버에 문제가 생겼습니다. 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>The server says: %1</source>
        <translation>서버의 답: %1</translation>
    </message>
    <message>
        <source>Please type the address of a server.</source>
        <translation>서버 주소를 입력해 주세요.</translation>
    </message>
    <message>
        <source>This address is too long.</source>
        <translation>주소가 너무 깁니다.</translation>
    </message>
    <message>
        <source>The address should start with http:// or https://, or with the server&apos;s name.</source>
        <translation>주소는 http://, https:// 또는 서버 이름으로 시작해야 합니다.</translation>
    </message>
    <message>
        <source>This is not the name or address of a computer.</source>
        <translation>컴퓨터의 이름이나 주소가 아닙니다.</translation>
    </message>
    <message>
        <source>The port, after the colon, should be a number from 1 to 65535.</source>
        <translation>쌍점(:) 뒤의 포트는 1에서 65535 사이의 숫자여야 합니다.</translation>
    </message>
    <message>
        <source>Please leave out the name and password in front of the @.</source>
        <translation>@ 앞의 이름과 비밀번호는 빼 주세요.</translation>
    </message>
    <message>
        <source>What follows the slash is not the name of a room.</source>
        <translation>빗금(/) 뒤의 글자는 대화방 이름으로 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Please type a name.</source>
        <translation>이름을 입력해 주세요.</translation>
    </message>
    <message numerus="yes">
        <source>A name has at most %n characters.</source>
        <translation>
            <numerusform>이름은 %n자까지 쓸 수 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The name has an invisible or unknown character in it.</source>
        <translation>이름에 보이지 않거나 알 수 없는 글자가 들어 있습니다.</translation>
    </message>
    <message>
        <source>This name is reserved. Please choose another one.</source>
        <translation>쓸 수 없는 이름입니다. 다른 이름을 골라 주세요.</translation>
    </message>
    <message>
        <source>The name of a room has none of the characters , / ? #</source>
        <translation>대화방 이름에는 , / ? # 글자를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Nobody answers at %1. Is the server running, and is the address right?</source>
        <translation>%1에서 응답이 없습니다. 서버가 켜져 있는지, 주소가 맞는지 확인해 주세요.</translation>
    </message>
    <message>
        <source>%1 does not answer. Is the address right, and does a firewall let it through?</source>
        <translation>%1에서 응답하지 않습니다. 주소가 맞는지, 방화벽이 막고 있지 않은지 확인해 주세요.</translation>
    </message>
    <message>
        <source>What answers at %1 is no chat server. Is the port right?</source>
        <translation>%1에 있는 것은 대화 서버가 아닙니다. 포트가 맞는지 확인해 주세요.</translation>
    </message>
    <message>
        <source>The server at %1 speaks an old protocol (Socket.IO 2). It has to be updated.</source>
        <translation>%1의 서버는 오래된 방식(Socket.IO 2)을 씁니다. 서버를 업데이트해야 합니다.</translation>
    </message>
    <message>
        <source>The certificate of %1 cannot be trusted, so nothing was sent.</source>
        <translation>%1의 인증서를 믿을 수 없어 아무것도 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>The server at %1 sends what this version of Maru cannot read.</source>
        <translation>%1의 서버가 보내는 내용을 이 버전의 마루가 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>There is no such room on %1.</source>
        <translation>%1에 그런 대화방이 없습니다.</translation>
    </message>
    <message>
        <source>The server has ended your session.</source>
        <translation>서버가 접속을 끝냈습니다.</translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation>%1과(와)의 연결이 끊겼습니다.</translation>
    </message>
    <message>
        <source>The server did not confirm this message. It may have arrived all the same.</source>
        <translation>서버가 이 글을 받았는지 확인하지 못했습니다. 이미 전달되었을 수도 있습니다.</translation>
    </message>
    <message>
        <source>%1 answers without encryption, though you asked for it or it was encrypted before. Somebody may be listening in between, so nothing was sent.</source>
        <translation>%1에서 암호화되지 않은 응답이 왔습니다. 암호화를 요청했거나 예전에는 암호화되던 서버이므로, 누군가 중간에서 엿듣고 있을 수 있어 아무것도 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not the one it had before, so nothing was sent.</source>
        <translation>%1의 인증서가 예전과 달라 아무것도 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>The link is not complete: all 64 digits of the fingerprint must follow the #.</source>
        <translation>링크가 완전하지 않습니다. # 뒤에는 지문 64자리가 모두 있어야 합니다.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not the one that was announced or that the link names, so nothing was sent.</source>
        <translation>%1의 인증서가 목록이나 링크에 적힌 것과 달라서 아무것도 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>The class code is missing or wrong. Please ask for the right one.</source>
        <translation>수업 코드가 없거나 틀립니다. 맞는 코드를 물어보세요.</translation>
    </message>
    <message numerus="yes">
        <source>That was too fast. Please wait %n second(s).</source>
        <translation>
            <numerusform>너무 빠릅니다. %n초 뒤에 다시 시도해 주세요.</numerusform>
        </translation>
    </message>
    <message>
        <source>You are banned from this server until %1.</source>
        <translation>%1까지 이 서버에서 차단되었습니다.</translation>
    </message>
    <message>
        <source>The server could not read this just now. Please try again.</source>
        <translation>서버가 지금은 이 내용을 읽지 못했습니다. 다시 시도해 주세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::FilePanels</name>
    <message>
        <source>Attached files</source>
        <translation>붙인 파일</translation>
    </message>
    <message>
        <source>Files that are saved</source>
        <translation>저장하는 파일</translation>
    </message>
    <message>
        <source>Drop files here to attach them</source>
        <translation>여기에 파일을 놓으면 붙습니다</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>파일 붙이기</translation>
    </message>
    <message>
        <source>Save file</source>
        <translation>파일 저장</translation>
    </message>
    <message>
        <source>Attac&amp;h files…</source>
        <translation>파일 붙이기(&amp;H)…</translation>
    </message>
</context>
<context>
    <name>maru::client::FileShelf</name>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>이 그림은 표시할 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>“%1” is no longer where it was. Please put it back and try again.</source>
        <translation>“%1” 파일이 있던 자리에 없습니다. 제자리에 두고 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>“%1” was changed after it was attached. Please attach it again.</source>
        <translation>“%1” 파일이 붙인 뒤에 바뀌었습니다. 다시 붙여 주세요.</translation>
    </message>
    <message>
        <source>“%1” cannot be read.</source>
        <translation>“%1” 파일을 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>“%1” is too large: this server takes files of up to %2.</source>
        <translation>“%1” 파일이 너무 큽니다. 이 서버는 %2까지 받습니다.</translation>
    </message>
    <message>
        <source>“%1” is too large.</source>
        <translation>“%1” 파일이 너무 큽니다.</translation>
    </message>
    <message>
        <source>There is no room for “%1”: all your files on this server may take %2.</source>
        <translation>“%1” 파일을 둘 자리가 없습니다. 이 서버에서는 내 파일을 모두 합해 %2까지 둘 수 있습니다.</translation>
    </message>
    <message>
        <source>The server does not take the name “%1”. Please rename the file.</source>
        <translation>서버가 “%1”(이)라는 이름을 받지 않습니다. 파일 이름을 바꿔 주세요.</translation>
    </message>
    <message>
        <source>You may not send or fetch files here.</source>
        <translation>여기서는 파일을 보내거나 받을 수 없습니다.</translation>
    </message>
    <message>
        <source>The sign-in of this device is no longer valid. Please join again.</source>
        <translation>이 기기의 로그인이 더는 유효하지 않습니다. 다시 참여해 주세요.</translation>
    </message>
    <message>
        <source>The server&apos;s disk is full. Please try again later.</source>
        <translation>서버의 디스크가 가득 찼습니다. 나중에 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>The server does not have “%1” any more.</source>
        <translation>“%1” 파일이 이제 서버에 없습니다.</translation>
    </message>
    <message>
        <source>What arrived of “%1” is not what was sent, so it was thrown away.</source>
        <translation>받은 “%1” 파일이 보낸 것과 달라서 버렸습니다.</translation>
    </message>
    <message>
        <source>“%1” could not be written there. Is there room, and may you write there?</source>
        <translation>“%1” 파일을 그곳에 쓸 수 없었습니다. 자리가 있는지, 쓸 수 있는 곳인지 확인해 주세요.</translation>
    </message>
    <message>
        <source>The server showed another certificate, so nothing was sent.</source>
        <translation>서버가 다른 인증서를 보여서 아무것도 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>This server takes no files.</source>
        <translation>이 서버는 파일을 받지 않습니다.</translation>
    </message>
    <message>
        <source>The server did not take “%1”. Please try again.</source>
        <translation>서버가 “%1” 파일을 받지 않았습니다. 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>“%1” is a folder. Please attach the files in it, or an archive of it.</source>
        <translation>“%1”은(는) 폴더입니다. 안에 있는 파일이나 압축 파일을 붙여 주세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::FindController</name>
    <message>
        <source>online</source>
        <translation>접속 중</translation>
    </message>
    <message>
        <source>open</source>
        <translation>열려 있음</translation>
    </message>
    <message>
        <source>&amp;Search this room</source>
        <translation>이 방에서 검색(&amp;S)</translation>
    </message>
    <message>
        <source>Search all r&amp;ooms</source>
        <translation>모든 방에서 검색(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Room, person or command…</source>
        <translation>방, 사람, 명령(&amp;R)…</translation>
    </message>
    <message>
        <source>Go to a &amp;day…</source>
        <translation>날짜로 이동(&amp;D)…</translation>
    </message>
    <message>
        <source>Log for a &amp;bug report…</source>
        <translation>오류 신고용 기록(&amp;B)…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
</context>
<context>
    <name>maru::client::HostController</name>
    <message>
        <source>The program maru-server is not on this computer. Please install it: it is the part of Maru that others connect to.</source>
        <translation>이 컴퓨터에 maru-server 프로그램이 없습니다. 설치해 주세요. 다른 사람들이 접속하는 마루의 일부입니다.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written to.</source>
        <translation>%1 폴더에 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Another program on this computer uses port %1.</source>
        <translation>이 컴퓨터의 다른 프로그램이 포트 %1번을 쓰고 있습니다.</translation>
    </message>
    <message>
        <source>The chat could not start.</source>
        <translation>대화방을 시작하지 못했습니다.</translation>
    </message>
    <message>
        <source>The chat could not start. It says: %1</source>
        <translation>대화방을 시작하지 못했습니다. 서버의 말: %1</translation>
    </message>
    <message>
        <source>The chat on this computer does not answer. Please try again in a moment.</source>
        <translation>이 컴퓨터의 대화방이 응답하지 않습니다. 잠시 뒤 다시 해 주세요.</translation>
    </message>
    <message>
        <source>Class</source>
        <comment>the name of a room</comment>
        <translation>교실</translation>
    </message>
</context>
<context>
    <name>maru::client::HostDialog</name>
    <message>
        <source>Chat on this computer – Maru</source>
        <translation>이 컴퓨터의 대화방 – Maru</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Class code</source>
        <translation>수업 코드</translation>
    </message>
    <message>
        <source>Certificate in words</source>
        <translation>인증서를 낱말로</translation>
    </message>
    <message>
        <source>&amp;Copy for others</source>
        <translation>복사해서 알리기(&amp;C)</translation>
    </message>
    <message>
        <source>The address as a QR code</source>
        <translation>주소 QR 코드</translation>
    </message>
    <message>
        <source>&amp;Keep it running when Maru is closed</source>
        <translation>마루를 닫아도 계속 켜 두기(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Start the chat</source>
        <translation>대화방 시작(&amp;S)</translation>
    </message>
    <message>
        <source>Use &amp;another port</source>
        <translation>다른 포트 쓰기(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;top the chat</source>
        <translation>대화방 끄기(&amp;T)</translation>
    </message>
    <message>
        <source>Address: %1</source>
        <translation>주소: %1</translation>
    </message>
    <message>
        <source>Class code: %1</source>
        <translation>수업 코드: %1</translation>
    </message>
    <message>
        <source>The chat is starting…</source>
        <translation>대화방을 시작하는 중…</translation>
    </message>
    <message>
        <source>The chat runs, but this computer has no network: nobody else can come.</source>
        <translation>대화방이 켜졌지만 이 컴퓨터가 네트워크에 연결되어 있지 않아 다른 사람은 들어올 수 없습니다.</translation>
    </message>
    <message>
        <source>The chat runs on this computer. Give this to the others: they join with Maru. A browser at the address shows them how.</source>
        <translation>이 컴퓨터에서 대화방이 켜졌습니다. 아래 내용을 알려 주세요. 다른 사람은 마루로 들어옵니다. 브라우저로 이 주소를 열면 들어오는 방법이 나옵니다.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>or %1</source>
        <translation>또는 %1</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>다시 시도(&amp;T)</translation>
    </message>
    <message>
        <source>The chat is stopping…</source>
        <translation>대화방을 끄는 중…</translation>
    </message>
    <message>
        <source>Maru can run a chat on this computer: others in the same network come to you. What is written stays on this computer.</source>
        <translation>이 컴퓨터에서 대화방을 열 수 있습니다. 같은 네트워크의 사람들이 들어오고, 대화 내용은 이 컴퓨터에 남습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::InviteDialog</name>
    <message>
        <source>Invite people</source>
        <translation>사람 초대</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>사람 찾기</translation>
    </message>
    <message>
        <source>Nobody else has been here yet.</source>
        <translation>아직 다른 사람이 온 적이 없습니다.</translation>
    </message>
    <message>
        <source>Nobody is called “%1”.</source>
        <translation>“%1” 님은 없습니다.</translation>
    </message>
    <message>
        <source>Invite</source>
        <translation>초대</translation>
    </message>
    <message>
        <source>Nobody is chosen yet.</source>
        <translation>아직 아무도 고르지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::JoinDialog</name>
    <message>
        <source>Please enter a name.</source>
        <translation>이름을 입력해 주세요.</translation>
    </message>
    <message numerus="yes">
        <source>A name may have at most %n character(s).</source>
        <translation>
            <numerusform>이름은 %n자까지 쓸 수 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>This name is reserved. Please choose another one.</source>
        <translation>쓸 수 없는 이름입니다. 다른 이름을 골라 주세요.</translation>
    </message>
    <message>
        <source>A name may not contain control or invisible characters.</source>
        <translation>이름에는 제어 문자나 보이지 않는 글자를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Join – Maru</source>
        <translation>참여하기 – Maru</translation>
    </message>
    <message>
        <source>Join a conversation</source>
        <translation>대화에 참여하기</translation>
    </message>
    <message>
        <source>&amp;Server address</source>
        <translation>서버 주소(&amp;S)</translation>
    </message>
    <message>
        <source>for example 192.168.0.12</source>
        <translation>예: 192.168.0.12</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>이름(&amp;N)</translation>
    </message>
    <message>
        <source>the name others see</source>
        <translation>다른 사람에게 보이는 이름</translation>
    </message>
    <message>
        <source>Joining… Cancel</source>
        <translation>참여하는 중… 취소</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>참여하기</translation>
    </message>
    <message>
        <source>Join as “%1”</source>
        <translation>“%1” 이름으로 참여하기</translation>
    </message>
    <message>
        <source>Please enter the address of a server.</source>
        <translation>서버 주소를 입력해 주세요.</translation>
    </message>
    <message>
        <source>&amp;Class code</source>
        <translation>수업 코드(&amp;C)</translation>
    </message>
    <message>
        <source>6 letters and digits</source>
        <translation>영문자와 숫자 6자</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>비밀번호(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Invitation or owner code</source>
        <translation>초대 코드 또는 소유자 코드(&amp;I)</translation>
    </message>
    <message>
        <source>if you were given one</source>
        <translation>받은 것이 있으면</translation>
    </message>
    <message>
        <source>I have a password or a code</source>
        <translation>비밀번호나 코드가 있습니다</translation>
    </message>
    <message>
        <source>Start a chat &amp;here…</source>
        <translation>여기에서 대화방 열기(&amp;H)…</translation>
    </message>
    <message>
        <source>This computer becomes the server that others come to</source>
        <translation>이 컴퓨터가 다른 사람들이 들어오는 서버가 됩니다</translation>
    </message>
    <message>
        <source>Code from your &amp;other device</source>
        <translation>다른 기기에서 받은 코드(&amp;O)</translation>
    </message>
    <message>
        <source>8 letters and digits</source>
        <translation>영문자와 숫자 8자</translation>
    </message>
</context>
<context>
    <name>JoinFailures</name>
    <message>
        <source>This code is wrong, was used up or has expired. Please ask for another one.</source>
        <translation>코드가 틀렸거나, 다 쓰였거나, 기한이 지났습니다. 새 코드를 받아 주세요.</translation>
    </message>
    <message>
        <source>The name or the password is wrong.</source>
        <translation>이름이나 비밀번호가 틀립니다.</translation>
    </message>
    <message>
        <source>A password has %1 to %2 characters.</source>
        <translation>비밀번호는 %1자에서 %2자까지입니다.</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted, so no password and no code was sent: others in the network could read it. Please ask the person who runs the server to turn on encryption.</source>
        <translation>이 서버와의 연결이 암호화되지 않아 비밀번호와 코드를 보내지 않았습니다. 같은 네트워크의 다른 사람이 읽을 수 있기 때문입니다. 서버를 운영하는 사람에게 암호화를 켜 달라고 해 주세요.</translation>
    </message>
    <message>
        <source>Somebody else holds this name, or the password is wrong.</source>
        <translation>다른 사람이 쓰는 이름이거나 비밀번호가 틀립니다.</translation>
    </message>
    <message>
        <source>This code is wrong, was used or is too old, or it is for another name. Please get a new one on your other device.</source>
        <translation>코드가 틀렸거나 이미 쓰였거나 시간이 지났습니다. 다른 이름의 코드일 수도 있습니다. 다른 기기에서 새 코드를 받으세요.</translation>
    </message>
    <message>
        <source>The password is wrong, or this name has none. A code from a device that is signed in works, too.</source>
        <translation>비밀번호가 틀렸거나 이 이름에는 비밀번호가 없습니다. 로그인되어 있는 기기에서 받은 코드로도 들어올 수 있습니다.</translation>
    </message>
    <message>
        <source>This device was signed out, or has not been here for a long time. Please enter your password, or a code from a device that is signed in.</source>
        <translation>이 기기는 로그아웃되었거나 오랫동안 들어오지 않았습니다. 비밀번호나, 로그인되어 있는 기기에서 받은 코드를 입력해 주세요.</translation>
    </message>
    <message>
        <source>The server cannot read or save anything just now. Please try again in a moment.</source>
        <translation>서버가 지금은 아무것도 읽거나 저장하지 못합니다. 잠시 뒤에 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>What proves that this name is yours is in the keychain of this computer, which did not give it. Please unlock the keychain and join again, or enter your password.</source>
        <translation>이 이름이 내 것이라는 증거가 이 컴퓨터의 키 보관함에 있는데, 꺼낼 수 없었습니다. 키 보관함의 잠금을 풀고 다시 참여하거나 비밀번호를 넣어 주세요.</translation>
    </message>
    <message>
        <source>You are banned from the room that this address leads to, until %1.</source>
        <translation>이 주소로 들어가는 방에서 %1까지 차단되었습니다.</translation>
    </message>
    <message>
        <source>You are banned from the room that this address leads to.</source>
        <translation>이 주소로 들어가는 방에서 차단되었습니다.</translation>
    </message>
</context>
<context>
    <name>LinkGuard</name>
    <message>
        <source>Open link</source>
        <translation>링크 열기</translation>
    </message>
    <message>
        <source>This link leads to %1.</source>
        <translation>이 링크는 %1(으)로 연결됩니다.</translation>
    </message>
    <message>
        <source>In the message it is called “%1”. The whole address: %2</source>
        <translation>메시지에는 “%1”(으)로 적혀 있습니다. 전체 주소: %2</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>브라우저에서 열기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>maru::client::LogDialog</name>
    <message>
        <source>Log for a bug report</source>
        <translation>오류 신고용 기록</translation>
    </message>
    <message>
        <source>What Maru noted since it was started. It holds addresses of servers and names of files, but nothing that anybody wrote and no passwords.</source>
        <translation>마루가 켜진 뒤에 남긴 기록입니다. 서버 주소와 파일 이름은 있지만, 누가 쓴 글이나 비밀번호는 없습니다.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>저장…</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사했습니다</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>기록 저장</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>저장했습니다</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 파일을 쓸 수 없습니다: %2</translation>
    </message>
</context>
<context>
    <name>maru::client::LooksController</name>
    <message>
        <source>The settings could not be read, so Maru begins with new ones. The old file is kept as %1.</source>
        <translation>설정을 읽을 수 없어 새 설정으로 시작합니다. 이전 파일은 %1 이름으로 남아 있습니다.</translation>
    </message>
    <message>
        <source>The settings are of a newer Maru. What this one does not know is left as it is; a copy is kept as %1.</source>
        <translation>더 새로운 마루의 설정입니다. 이 버전이 모르는 설정은 그대로 두며, 사본이 %1 이름으로 남아 있습니다.</translation>
    </message>
    <message>
        <source>The settings in %1 cannot be read and cannot be moved away; changes may be lost.</source>
        <translation>%1의 설정을 읽을 수도, 옮길 수도 없습니다. 바꾼 설정을 잃을 수 있습니다.</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>설정(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Close the window</source>
        <translation>창 닫기(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>끝내기(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>글자 크게(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Smaller text</source>
        <translation>글자 작게(&amp;S)</translation>
    </message>
    <message>
        <source>Text of &amp;usual size</source>
        <translation>글자 원래 크기(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Menu bar</source>
        <translation>메뉴 모음(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>단축키(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Maru</source>
        <translation>마루 정보(&amp;A)</translation>
    </message>
    <message>
        <source>The settings could not be saved; they hold until Maru ends.</source>
        <translation>설정을 저장하지 못했습니다. 마루를 끝낼 때까지만 유지됩니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::MainWindow</name>
    <message>
        <source>No messages yet. Write the first one.</source>
        <translation>아직 글이 없습니다. 첫 글을 남겨 보세요.</translation>
    </message>
    <message>
        <source>You are %1</source>
        <translation>내 이름: %1</translation>
    </message>
    <message>
        <source>Write to %1</source>
        <translation>%1에 글 쓰기</translation>
    </message>
    <message>
        <source>Delete message</source>
        <translation>글 지우기</translation>
    </message>
    <message>
        <source>Delete this message? Everybody will see that something was deleted.</source>
        <translation>이 글을 지울까요? 지웠다는 표시는 모두에게 보입니다.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>The message was not changed: %1</source>
        <translation>글을 고치지 못했습니다: %1</translation>
    </message>
    <message>
        <source>What you wrote: %1</source>
        <translation>쓴 내용: %1</translation>
    </message>
    <message>
        <source>&amp;Another server…</source>
        <translation>다른 서버(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;You…</source>
        <translation>내 정보(&amp;Y)…</translation>
    </message>
    <message>
        <source>&amp;Emoji…</source>
        <translation>이모지(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Previous room</source>
        <translation>이전 방(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Next room</source>
        <translation>다음 방(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Messages or input</source>
        <translation>메시지와 입력란 사이(&amp;M)</translation>
    </message>
    <message>
        <source>Use my name on another &amp;device…</source>
        <translation>다른 기기에서 내 이름 쓰기(&amp;D)…</translation>
    </message>
    <message>
        <source>Go to the ne&amp;west message</source>
        <translation>최신 메시지로 이동(&amp;W)</translation>
    </message>
    <message>
        <source>Write to %1</source>
        <comment>a person</comment>
        <translation>%1 님에게 쪽지 쓰기</translation>
    </message>
    <message numerus="yes">
        <source>%n more notice(s)</source>
        <translation>
            <numerusform>알림 %n개가 더 있습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>&amp;List of rooms</source>
        <translation>대화방 목록(&amp;L)</translation>
    </message>
</context>
<context>
    <name>maru::client::MemberDelegate</name>
    <message>
        <source>Hands up</source>
        <translation>손 든 사람</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>접속 중</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>자리 비움</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>방장</translation>
    </message>
    <message>
        <source>Moderator</source>
        <translation>진행자</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>관리자</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>손님</translation>
    </message>
    <message>
        <source>%1 (you)</source>
        <translation>%1 (나)</translation>
    </message>
    <message>
        <source>As listed before</source>
        <translation>이전에 본 목록</translation>
    </message>
</context>
<context>
    <name>maru::client::MemberList</name>
    <message>
        <source>Find a person</source>
        <translation>사람 찾기</translation>
    </message>
    <message>
        <source>Invite people…</source>
        <translation>사람 초대…</translation>
    </message>
    <message>
        <source>People</source>
        <translation>사람들</translation>
    </message>
    <message>
        <source>Hide people</source>
        <translation>사람들 숨기기</translation>
    </message>
    <message>
        <source>%1 of %2 online</source>
        <translation>%2명 중 %1명 접속 중</translation>
    </message>
    <message>
        <source>Nobody here is called “%1”.</source>
        <translation>여기에 “%1” 님은 없습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::MemberListModel</name>
    <message>
        <source>you</source>
        <translation>나</translation>
    </message>
    <message>
        <source>online</source>
        <translation>접속 중</translation>
    </message>
    <message>
        <source>away</source>
        <translation>자리 비움</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>방장</translation>
    </message>
    <message>
        <source>moderator</source>
        <translation>진행자</translation>
    </message>
    <message>
        <source>hand up</source>
        <translation>손 들었음</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>쓰기 막힘</translation>
    </message>
</context>
<context>
    <name>maru::client::MessageDelegate</name>
    <message>
        <source>Show more</source>
        <translation>더 보기</translation>
    </message>
    <message>
        <source>New from here</source>
        <translation>여기부터 새 글</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>보내는 중…</translation>
    </message>
    <message>
        <source>Failed – retry</source>
        <translation>실패 – 다시 보내기</translation>
    </message>
    <message>
        <source>This message was deleted.</source>
        <translation>지워진 글입니다.</translation>
    </message>
    <message>
        <source>(edited)</source>
        <translation>(고침)</translation>
    </message>
    <message>
        <source>Waiting for a connection</source>
        <translation>연결 대기 중</translation>
    </message>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>%n명 읽음</numerusform>
        </translation>
    </message>
    <message>
        <source>A file, or a deleted message</source>
        <translation>파일 또는 지워진 글</translation>
    </message>
    <message>
        <source>Uploading %1%</source>
        <translation>올리는 중 %1%</translation>
    </message>
</context>
<context>
    <name>maru::client::MessageInput</name>
    <message>
        <source>Message</source>
        <translation>글</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>보내기 (Enter)</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>보내기</translation>
    </message>
    <message>
        <source>Too long to send</source>
        <translation>너무 길어 보낼 수 없습니다</translation>
    </message>
    <message>
        <source>Length of the message</source>
        <translation>글의 길이</translation>
    </message>
    <message>
        <source>A message may have at most %1 characters. Please split it.</source>
        <translation>글은 %1자까지 보낼 수 있습니다. 나누어 보내 주세요.</translation>
    </message>
    <message>
        <source>Emoji (Ctrl+;)</source>
        <translation>이모지 (Ctrl+;)</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>이모지</translation>
    </message>
    <message>
        <source>Attach files (Ctrl+O)</source>
        <translation>파일 붙이기 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>파일 붙이기</translation>
    </message>
    <message>
        <source>Send (Ctrl+Enter)</source>
        <translation>보내기 (Ctrl+Enter)</translation>
    </message>
</context>
<context>
    <name>maru::client::MessageView</name>
    <message>
        <source>Messages</source>
        <translation>글 목록</translation>
    </message>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>새 글 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Opens %1</source>
        <translation>%1 열기</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>글 전체 복사</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 열기</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>다시 보내기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Click to go to this message</source>
        <translation>눌러서 이 글로 이동</translation>
    </message>
    <message>
        <source>Click to take your reaction back</source>
        <translation>눌러서 내 반응 거두기</translation>
    </message>
    <message>
        <source>Click to react too</source>
        <translation>눌러서 나도 반응하기</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>지우기…</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>답장</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>고치기</translation>
    </message>
    <message>
        <source>Who has read this…</source>
        <translation>읽은 사람 보기…</translation>
    </message>
    <message>
        <source>Go to the original message</source>
        <translation>원래 글로 이동</translation>
    </message>
    <message>
        <source>React</source>
        <translation>반응 남기기</translation>
    </message>
    <message>
        <source>Click to see who has read this</source>
        <translation>누가 읽었는지 보려면 누르세요</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>코드 복사</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사했습니다</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>더 보기…</translation>
    </message>
    <message>
        <source>Back to newest</source>
        <translation>최신 메시지로</translation>
    </message>
    <message>
        <source>Take back into the input</source>
        <translation>입력란으로 되가져오기</translation>
    </message>
    <message>
        <source>Save “%1” as…</source>
        <translation>“%1” 다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Stop sending and take back into the input</source>
        <translation>보내기를 멈추고 입력란으로 되가져오기</translation>
    </message>
    <message>
        <source>What it said before…</source>
        <translation>전에 쓴 내용…</translation>
    </message>
    <message>
        <source>Open “%1”</source>
        <translation>“%1” 열기</translation>
    </message>
</context>
<context>
    <name>maru::client::PersonController</name>
    <message>
        <source>New window as another person</source>
        <translation>다른 사람으로 새 창 열기</translation>
    </message>
    <message>
        <source>There are too many windows already.</source>
        <translation>이미 창이 너무 많습니다.</translation>
    </message>
    <message>
        <source>The new window did not start.</source>
        <translation>새 창을 열지 못했습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::PictureViewer</name>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
    <message>
        <source>Smaller (-)</source>
        <translation>작게 (-)</translation>
    </message>
    <message>
        <source>Larger (+)</source>
        <translation>크게 (+)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Fit into the window (0)</source>
        <translation>창에 맞추기 (0)</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Save as (Ctrl+S)</source>
        <translation>다른 이름으로 저장 (Ctrl+S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>닫기 (Esc)</translation>
    </message>
    <message>
        <source>Loading… %1%</source>
        <translation>불러오는 중… %1%</translation>
    </message>
</context>
<context>
    <name>maru::client::ProfileDialog</name>
    <message>
        <source>unknown</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>You – Maru</source>
        <translation>내 정보 – Maru</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>내 이름</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>이름(&amp;N)</translation>
    </message>
    <message>
        <source>the name others see</source>
        <translation>다른 사람에게 보이는 이름</translation>
    </message>
    <message>
        <source>&amp;Change the name</source>
        <translation>이름 바꾸기(&amp;C)</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>비밀번호</translation>
    </message>
    <message>
        <source>With a password you can come back under your name from any device. All other devices are signed out when it changes.</source>
        <translation>비밀번호가 있으면 어느 기기에서든 내 이름으로 다시 들어올 수 있습니다. 비밀번호를 바꾸면 다른 기기는 모두 로그아웃됩니다.</translation>
    </message>
    <message>
        <source>C&amp;urrent password</source>
        <translation>지금 비밀번호(&amp;U)</translation>
    </message>
    <message>
        <source>empty if you have none yet</source>
        <translation>아직 없으면 비워 두세요</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translation>새 비밀번호(&amp;P)</translation>
    </message>
    <message>
        <source>at least 8 characters</source>
        <translation>8자 이상</translation>
    </message>
    <message>
        <source>&amp;Set the password</source>
        <translation>비밀번호 정하기(&amp;S)</translation>
    </message>
    <message>
        <source>Your devices</source>
        <translation>내 기기</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>불러오는 중…</translation>
    </message>
    <message>
        <source>This connection</source>
        <translation>이 연결</translation>
    </message>
    <message>
        <source>Sign &amp;out here…</source>
        <translation>이 기기에서 로그아웃(&amp;O)…</translation>
    </message>
    <message>
        <source>This device forgets who you are. Under this name you come back with your password only: without one, the name is lost.</source>
        <translation>이 기기에서 내 정보가 지워집니다. 이 이름으로 다시 들어오려면 비밀번호가 필요하며, 비밀번호가 없으면 이 이름을 잃습니다.</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>로그아웃</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>그대로 있기</translation>
    </message>
    <message>
        <source>The connection is not encrypted, so no password can be set: others in the network could read it.</source>
        <translation>연결이 암호화되지 않아 비밀번호를 정할 수 없습니다. 같은 네트워크의 다른 사람이 읽을 수 있기 때문입니다.</translation>
    </message>
    <message>
        <source>A device without a name</source>
        <translation>이름 없는 기기</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>이 기기</translation>
    </message>
    <message>
        <source>Last used: %1</source>
        <translation>마지막 사용: %1</translation>
    </message>
    <message>
        <source>Sign out %1</source>
        <translation>%1 로그아웃</translation>
    </message>
    <message>
        <source>This server keeps no devices.</source>
        <translation>이 서버는 기기를 기억하지 않습니다.</translation>
    </message>
    <message>
        <source>“%1” is free.</source>
        <translation>“%1”은(는) 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Your name has changed.</source>
        <translation>이름을 바꿨습니다.</translation>
    </message>
    <message>
        <source>The password is set. Other devices are signed out.</source>
        <translation>비밀번호를 정했습니다. 다른 기기는 로그아웃되었습니다.</translation>
    </message>
    <message>
        <source>Use my name on another &amp;device…</source>
        <translation>다른 기기에서 내 이름 쓰기(&amp;D)…</translation>
    </message>
</context>
<context>
    <name>maru::client::QuickSwitcher</name>
    <message>
        <source>Go to a room, a person or a command</source>
        <translation>방, 사람, 명령으로 이동</translation>
    </message>
    <message>
        <source>Rooms, people and commands</source>
        <translation>방, 사람, 명령</translation>
    </message>
    <message>
        <source>Nothing is called “%1”.</source>
        <translation>“%1”(이)라는 이름은 없습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::QuickSwitcherModel</name>
    <message>
        <source>Go to %1</source>
        <translation>%1로 이동</translation>
    </message>
</context>
<context>
    <name>maru::client::RailButton</name>
    <message>
        <source>Connecting…</source>
        <translation>연결하는 중…</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>연결 끊김</translation>
    </message>
    <message>
        <source>Something has to be decided here</source>
        <translation>확인이 필요합니다</translation>
    </message>
    <message>
        <source>You are %1</source>
        <translation>내 이름: %1</translation>
    </message>
</context>
<context>
    <name>maru::client::RailController</name>
    <message>
        <source>Mark all as read</source>
        <translation>모두 읽음으로 표시</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>연결 끊기</translation>
    </message>
    <message>
        <source>Show the fingerprint…</source>
        <translation>지문 보기…</translation>
    </message>
    <message>
        <source>Leave this server…</source>
        <translation>이 서버에서 나가기…</translation>
    </message>
    <message>
        <source>The fingerprint is shown while there is a connection.</source>
        <translation>지문은 연결되어 있을 때 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Leave server</source>
        <translation>서버에서 나가기</translation>
    </message>
    <message>
        <source>Leave %1?</source>
        <translation>%1에서 나갈까요?</translation>
    </message>
    <message>
        <source>It goes from this window. Your name there stays yours, and what this computer has kept is still here when you join again.</source>
        <translation>이 창에서 사라집니다. 그곳의 이름은 계속 내 것이고, 이 컴퓨터에 보관한 내용은 다시 참여할 때 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>나가기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>maru::client::ReadersDialog</name>
    <message>
        <source>Who has read this</source>
        <translation>읽은 사람</translation>
    </message>
    <message>
        <source>Nobody has read it yet.</source>
        <translation>아직 아무도 읽지 않았습니다.</translation>
    </message>
    <message>
        <source>Everybody has read it.</source>
        <translation>모두 읽었습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>%n명 읽음</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, read %2</source>
        <translation>%1, %2에 읽음</translation>
    </message>
    <message numerus="yes">
        <source>Not yet read by %n</source>
        <translation>
            <numerusform>%n명 아직 읽지 않음</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, not yet read</source>
        <translation>%1, 아직 읽지 않음</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomActions</name>
    <message>
        <source>There is a room of this name already. Please choose another one.</source>
        <translation>같은 이름의 방이 이미 있습니다. 다른 이름을 골라 주세요.</translation>
    </message>
    <message>
        <source>You are banned from this room.</source>
        <translation>이 방에서 차단되었습니다.</translation>
    </message>
    <message>
        <source>The room needs an owner. Please appoint another one first.</source>
        <translation>방에는 방장이 있어야 합니다. 먼저 다른 방장을 정해 주세요.</translation>
    </message>
    <message>
        <source>The server needs an owner. Please appoint another one first.</source>
        <translation>서버에는 소유자가 필요합니다. 먼저 다른 소유자를 정하세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomBar</name>
    <message>
        <source>Let everybody write</source>
        <translation>모두 쓰게 하기</translation>
    </message>
    <message>
        <source>Lower your hand</source>
        <translation>손 내리기</translation>
    </message>
    <message>
        <source>Raise your hand</source>
        <translation>손 들기</translation>
    </message>
    <message numerus="yes">
        <source>%n hand(s) up</source>
        <translation>
            <numerusform>손 든 사람 %n명</numerusform>
        </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Show whose hand is up</source>
        <translation>누가 손을 들었는지 보기</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomDelegate</name>
    <message>
        <source>Direct messages</source>
        <translation>쪽지</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>보관된 방</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomDialog</name>
    <message>
        <source>Rooms and people</source>
        <translation>방과 사람</translation>
    </message>
    <message>
        <source>Find a room</source>
        <translation>방 찾기</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>새 방</translation>
    </message>
    <message>
        <source>Write to a person</source>
        <translation>쪽지 보내기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Search rooms</source>
        <translation>방 찾기</translation>
    </message>
    <message>
        <source>There is no other room that you could enter. Make a new one, or ask for a class code.</source>
        <translation>들어갈 수 있는 다른 방이 없습니다. 새로 만들거나 수업 코드를 물어보세요.</translation>
    </message>
    <message>
        <source>No room that you could enter is called “%1”.</source>
        <translation>들어갈 수 있는 방 중에 “%1” 방은 없습니다.</translation>
    </message>
    <message>
        <source>Six letters and digits</source>
        <translation>영문자와 숫자 6자</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>들어가기</translation>
    </message>
    <message>
        <source>Or with a class code</source>
        <translation>또는 수업 코드로</translation>
    </message>
    <message>
        <source>Public – everybody here can find and enter it</source>
        <translation>공개 – 누구나 찾아서 들어올 수 있습니다</translation>
    </message>
    <message>
        <source>Private – only who is invited knows of it</source>
        <translation>비공개 – 초대받은 사람만 압니다</translation>
    </message>
    <message>
        <source>Announcements – moderators write, all read</source>
        <translation>공지 – 진행자가 쓰고 모두 읽습니다</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>사람 찾기</translation>
    </message>
    <message>
        <source>Nobody else has been here yet.</source>
        <translation>아직 다른 사람이 온 적이 없습니다.</translation>
    </message>
    <message>
        <source>Nobody is called “%1”.</source>
        <translation>“%1” 님은 없습니다.</translation>
    </message>
    <message>
        <source>Make a class code that lets people in</source>
        <translation>들어올 때 쓸 수업 코드 만들기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Topic (may be empty)</source>
        <translation>주제 (비워도 됩니다)</translation>
    </message>
    <message>
        <source>Who is in it from the start</source>
        <translation>처음부터 함께할 사람</translation>
    </message>
    <message>
        <source>With %1</source>
        <translation>함께: %1</translation>
    </message>
    <message>
        <source>Enter the room</source>
        <translation>방에 들어가기</translation>
    </message>
    <message>
        <source>Make the room</source>
        <translation>방 만들기</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>쓰기</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomListModel</name>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>읽지 않은 글 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them for you</source>
        <translation>
            <numerusform>그중 나를 부른 글 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>muted</source>
        <translation>알림 꺼짐</translation>
    </message>
    <message>
        <source>online</source>
        <translation>접속 중</translation>
    </message>
    <message>
        <source>away</source>
        <translation>자리 비움</translation>
    </message>
    <message>
        <source>private</source>
        <translation>비공개</translation>
    </message>
    <message>
        <source>announcements</source>
        <translation>공지</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>보관됨</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>고정됨</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomPanels</name>
    <message>
        <source>Find or make a room, or write to a person</source>
        <translation>방을 찾거나 만들기, 쪽지 보내기</translation>
    </message>
    <message>
        <source>People</source>
        <translation>사람들</translation>
    </message>
    <message>
        <source>The hand was not moved: %1</source>
        <translation>손을 들거나 내리지 못했습니다: %1</translation>
    </message>
    <message>
        <source>The room was not changed: %1</source>
        <translation>방을 바꾸지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Find a room</source>
        <translation>방 찾기</translation>
    </message>
    <message>
        <source>This may have changed: there is no answer from the server.</source>
        <translation>그사이 바뀌었을 수 있습니다. 서버가 답하지 않습니다.</translation>
    </message>
    <message>
        <source>There are more; only %L1 are shown.</source>
        <translation>더 있습니다. %L1명만 보입니다.</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>서버에 묻는 중…</translation>
    </message>
    <message>
        <source>The conversation was not opened: %1</source>
        <translation>쪽지를 열지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>읽음으로 표시</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>고정 풀기</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>맨 위에 고정</translation>
    </message>
    <message>
        <source>Room settings…</source>
        <translation>방 설정…</translation>
    </message>
    <message>
        <source>Leave the room…</source>
        <translation>방 나가기…</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>모든 글</translation>
    </message>
    <message>
        <source>Only those that name me</source>
        <translation>나를 부른 글만</translation>
    </message>
    <message>
        <source>None (muted)</source>
        <translation>없음 (알림 끔)</translation>
    </message>
    <message>
        <source>Notifications were not changed: %1</source>
        <translation>알림을 바꾸지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Leave the room</source>
        <translation>방 나가기</translation>
    </message>
    <message>
        <source>Leave the room “%1”?</source>
        <translation>“%1” 방에서 나갈까요?</translation>
    </message>
    <message>
        <source>You can enter it again at any time.</source>
        <translation>언제든 다시 들어올 수 있습니다.</translation>
    </message>
    <message>
        <source>You can only come back if somebody invites you.</source>
        <translation>누가 초대해야만 다시 들어올 수 있습니다.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>나가기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>You are still in the room: %1</source>
        <translation>방에서 나가지 못했습니다: %1</translation>
    </message>
    <message>
        <source>Write a direct message</source>
        <translation>쪽지 쓰기</translation>
    </message>
    <message>
        <source>Nothing was changed: %1</source>
        <translation>바꾸지 못했습니다: %1</translation>
    </message>
    <message>
        <source>No longer a moderator</source>
        <translation>진행자에서 내리기</translation>
    </message>
    <message>
        <source>Make a moderator</source>
        <translation>진행자로 정하기</translation>
    </message>
    <message>
        <source>Let write again</source>
        <translation>다시 쓰게 하기</translation>
    </message>
    <message>
        <source>Mute…</source>
        <translation>쓰지 못하게 하기…</translation>
    </message>
    <message>
        <source>Remove from the room…</source>
        <translation>방에서 내보내기…</translation>
    </message>
    <message>
        <source>Ban from the room…</source>
        <translation>방에서 차단…</translation>
    </message>
    <message>
        <source>Find or &amp;make a room…</source>
        <translation>방 찾기, 만들기(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Write to a person…</source>
        <translation>사람에게 쓰기(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;Invite people…</source>
        <translation>사람 초대(&amp;I)…</translation>
    </message>
    <message>
        <source>Room &amp;settings…</source>
        <translation>방 설정(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Raise or lower the hand</source>
        <translation>손 들기, 내리기(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Leave the room…</source>
        <translation>방 나가기(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;People</source>
        <translation>사람들(&amp;P)</translation>
    </message>
    <message>
        <source>On the whole server</source>
        <translation>서버 전체에서</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>손님</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>구성원</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>관리자</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>소유자</translation>
    </message>
    <message>
        <source>Ban from the server…</source>
        <translation>서버에서 차단…</translation>
    </message>
    <message>
        <source>Lift a ban from the server</source>
        <translation>서버 차단 풀기</translation>
    </message>
    <message>
        <source>&amp;Banned and muted people…</source>
        <translation>차단되거나 쓰기가 막힌 사람(&amp;B)…</translation>
    </message>
    <message>
        <source>Banned from the ser&amp;ver…</source>
        <translation>서버에서 차단된 사람(&amp;V)…</translation>
    </message>
    <message>
        <source>Banned and muted people…</source>
        <translation>차단되거나 쓰기가 막힌 사람…</translation>
    </message>
    <message>
        <source>You are in no room yet. Find one, or make one.</source>
        <translation>아직 들어간 방이 없습니다. 방을 찾거나 새로 만드세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomSettingsDialog</name>
    <message>
        <source>Off</source>
        <translation>끔</translation>
    </message>
    <message numerus="yes">
        <source>One message every %n minute(s)</source>
        <translation>
            <numerusform>%n분에 한 번</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>One message every %n second(s)</source>
        <translation>
            <numerusform>%n초에 한 번</numerusform>
        </translation>
    </message>
    <message>
        <source>Room settings</source>
        <translation>방 설정</translation>
    </message>
    <message>
        <source>Class mode: only moderators write, the others raise a hand</source>
        <translation>수업 모드: 진행자만 쓰고 다른 사람은 손을 듭니다</translation>
    </message>
    <message>
        <source>Archived: it can be read, nothing more</source>
        <translation>보관: 읽을 수만 있습니다</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>주제</translation>
    </message>
    <message>
        <source>Slow mode</source>
        <translation>슬로우 모드</translation>
    </message>
    <message>
        <source>Class code</source>
        <translation>수업 코드</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>New code</source>
        <translation>새 코드</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>코드 닫기</translation>
    </message>
    <message>
        <source>Nobody enters with the code any more; who is in stays.</source>
        <translation>이제 코드로 들어올 수 없습니다. 안에 있는 사람은 그대로입니다.</translation>
    </message>
    <message>
        <source>A new code; the one before lets nobody in any more.</source>
        <translation>새 코드를 만들면 이전 코드로는 들어올 수 없습니다.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사함</translation>
    </message>
    <message>
        <source>Only the owner of the room can rename it.</source>
        <translation>방장만 이름을 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>No class code</source>
        <translation>수업 코드 없음</translation>
    </message>
    <message>
        <source>Make a code</source>
        <translation>코드 만들기</translation>
    </message>
</context>
<context>
    <name>RoomTexts</name>
    <message numerus="yes">
        <source>%n not read</source>
        <translation>
            <numerusform>안 읽음 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n for you</source>
        <translation>
            <numerusform>나에게 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no connection to the server just now.</source>
        <translation>지금은 서버에 연결되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>The server gave no answer. Please try again.</source>
        <translation>서버가 답하지 않았습니다. 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>A moderator has removed you from the room “%1”.</source>
        <translation>진행자가 “%1” 방에서 내보냈습니다.</translation>
    </message>
    <message>
        <source>A moderator has banned you from the room “%1”.</source>
        <translation>진행자가 “%1” 방에서 차단했습니다.</translation>
    </message>
    <message>
        <source>You are no longer in the room “%1”.</source>
        <translation>이제 “%1” 방에 있지 않습니다.</translation>
    </message>
    <message>
        <source>The reason given: %1</source>
        <translation>이유: %1</translation>
    </message>
    <message>
        <source>What you were writing there is kept: %1</source>
        <translation>쓰던 글은 남아 있습니다: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) or change(s) of yours are not sent yet. They go out when you join again under this name.</source>
        <translation>
            <numerusform>아직 보내지 못한 메시지나 변경이 %n개 있습니다. 이 이름으로 다시 참여하면 보냅니다.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::RoomsButton</name>
    <message>
        <source>Rooms</source>
        <translation>대화방</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomsPane</name>
    <message>
        <source>Rooms</source>
        <translation>대화방</translation>
    </message>
    <message>
        <source>Another server…</source>
        <translation>다른 서버…</translation>
    </message>
    <message>
        <source>Your name, password and devices</source>
        <translation>내 이름, 비밀번호, 기기</translation>
    </message>
</context>
<context>
    <name>maru::client::SanctionDialog</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5분</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10분</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1시간</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>하루</translation>
    </message>
    <message>
        <source>Until somebody ends it</source>
        <translation>누가 풀 때까지</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>쓰지 못하게 하기</translation>
    </message>
    <message>
        <source>Remove from the room</source>
        <translation>방에서 내보내기</translation>
    </message>
    <message>
        <source>%1 leaves the room, and may come back.</source>
        <translation>%1 님이 방에서 나갑니다. 다시 들어올 수 있습니다.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Ban from the room</source>
        <translation>방에서 차단</translation>
    </message>
    <message>
        <source>%1 leaves the room and cannot come back.</source>
        <translation>%1 님이 방에서 나가고 다시 들어올 수 없습니다.</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>차단</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>얼마 동안</translation>
    </message>
    <message>
        <source>Why (they are told)</source>
        <translation>이유 (그 사람에게 보입니다)</translation>
    </message>
    <message>
        <source>Ban from the server</source>
        <translation>서버에서 차단</translation>
    </message>
    <message>
        <source>%1 is cut off from the whole server at once and cannot come back.</source>
        <translation>%1 님은 곧바로 서버 전체에서 끊기고 다시 들어올 수 없습니다.</translation>
    </message>
    <message>
        <source>%1 can read, raise a hand and delete their own messages, but not write or react.</source>
        <translation>%1 님은 읽고 손을 들고 자기 메시지를 지울 수 있지만 쓰거나 반응할 수는 없습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::SanctionsDialog</name>
    <message>
        <source>Banned until somebody ends it</source>
        <translation>누군가 풀 때까지 차단됨</translation>
    </message>
    <message>
        <source>Muted until somebody ends it</source>
        <translation>누군가 풀 때까지 쓰기 막힘</translation>
    </message>
    <message>
        <source>Banned until %1</source>
        <translation>%1까지 차단됨</translation>
    </message>
    <message>
        <source>Muted until %1</source>
        <translation>%1까지 쓰기 막힘</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Banned from the server</source>
        <translation>서버에서 차단된 사람</translation>
    </message>
    <message>
        <source>Banned and muted people</source>
        <translation>차단되거나 쓰기가 막힌 사람</translation>
    </message>
    <message>
        <source>The reason given: %1</source>
        <translation>이유: %1</translation>
    </message>
    <message>
        <source>Let write again</source>
        <translation>다시 쓰게 하기</translation>
    </message>
    <message>
        <source>Lift the ban</source>
        <translation>차단 풀기</translation>
    </message>
    <message>
        <source>There are more; only %L1 are shown.</source>
        <translation>더 있습니다. %L1명만 보입니다.</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>서버에 묻는 중…</translation>
    </message>
    <message>
        <source>Nobody is banned from this server.</source>
        <translation>이 서버에서 차단된 사람이 없습니다.</translation>
    </message>
    <message>
        <source>Nobody is banned or muted here.</source>
        <translation>여기에는 차단되거나 쓰기가 막힌 사람이 없습니다.</translation>
    </message>
    <message>
        <source>Banned until %1, by %2</source>
        <translation>%1까지 차단됨, %2 님이 차단</translation>
    </message>
    <message>
        <source>Banned until somebody ends it, by %1</source>
        <translation>누군가 풀 때까지 차단됨, %1 님이 차단</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>This computer is not connected to a network. Plug in the cable, or join the Wi-Fi that the server is in.</source>
        <translation>이 컴퓨터는 네트워크에 연결되어 있지 않습니다. 랜선을 꽂거나 서버와 같은 와이파이에 연결하세요.</translation>
    </message>
    <message>
        <source>Only a server on this computer can be joined now: type localhost.</source>
        <translation>지금은 이 컴퓨터에 있는 서버에만 참여할 수 있습니다. localhost를 입력하세요.</translation>
    </message>
    <message>
        <source>A VPN is on (%1). It may keep this computer from the network it is in: try without.</source>
        <translation>VPN(%1)이 켜져 있어 가까운 네트워크에 닿지 못할 수 있습니다. 끄고 다시 시도해 보세요.</translation>
    </message>
    <message>
        <source>A firewall, here or on the server&apos;s computer, may block UDP port %1.</source>
        <translation>이 컴퓨터나 서버 컴퓨터의 방화벽이 UDP 포트 %1번을 막고 있을 수 있습니다.</translation>
    </message>
    <message>
        <source>A Wi-Fi for guests often keeps its computers apart. Use the network that the server is in.</source>
        <translation>손님용 와이파이는 컴퓨터끼리 통하지 않게 하는 경우가 많습니다. 서버와 같은 네트워크를 쓰세요.</translation>
    </message>
    <message>
        <source>Or type the address that the server shows when it starts.</source>
        <translation>또는 서버를 켤 때 화면에 나오는 주소를 입력하세요.</translation>
    </message>
    <message>
        <source>Or type the address that the server shows when it starts. It may look like this computer&apos;s own, %1.</source>
        <translation>또는 서버를 켤 때 화면에 나오는 주소를 입력하세요. 이 컴퓨터의 주소(%1)와 비슷할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::SearchPanel</name>
    <message>
        <source>Search messages</source>
        <translation>메시지 검색</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>검색할 곳</translation>
    </message>
    <message>
        <source>Messages found</source>
        <translation>찾은 메시지</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>닫기 (Esc)</translation>
    </message>
    <message>
        <source>Close the search</source>
        <translation>검색 닫기</translation>
    </message>
    <message>
        <source>In all rooms</source>
        <translation>모든 방에서</translation>
    </message>
    <message>
        <source>What is on this computer is still being indexed.</source>
        <translation>이 컴퓨터에 있는 메시지를 아직 색인하는 중입니다.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>검색 중…</translation>
    </message>
    <message>
        <source>That is all.</source>
        <translation>여기까지입니다.</translation>
    </message>
    <message>
        <source>No connection: only what is on this computer was searched.</source>
        <translation>연결되어 있지 않아 이 컴퓨터에 있는 것만 검색했습니다.</translation>
    </message>
    <message>
        <source>Only what is on this computer was searched: the server needs a word, too.</source>
        <translation>이 컴퓨터에 있는 것만 검색했습니다. 서버에서 찾으려면 낱말도 필요합니다.</translation>
    </message>
    <message>
        <source>Only what is on this computer was searched: the server knows no such name, or does not search just now.</source>
        <translation>이 컴퓨터에 있는 것만 검색했습니다. 서버가 그런 이름을 모르거나 지금은 검색하지 않습니다.</translation>
    </message>
    <message>
        <source>Narrow it down:
from:name   who wrote it (from:me)
in:room   where
has:link   has:file   has:image
since:2026-11-01   until:…   on:…</source>
        <translation>범위 좁히기:
from:이름   쓴 사람 (from:me는 나)
in:방   어느 방에서
has:link   has:file   has:image
since:2026-11-01   until:…   on:…</translation>
    </message>
    <message>
        <source>Type a part of what was said. Leading consonants do, too: ㅎㅇ finds 회의.</source>
        <translation>찾을 말의 일부를 입력하세요. 초성으로도 찾을 수 있습니다(예: ㅎㅇ → 회의).</translation>
    </message>
    <message>
        <source>Nothing found for “%1”.</source>
        <translation>“%1”에 대한 검색 결과가 없습니다.</translation>
    </message>
    <message>
        <source>Try a shorter part of the word, or all rooms (Ctrl+Shift+F).</source>
        <translation>낱말을 더 짧게 줄이거나 모든 방에서(Ctrl+Shift+F) 찾아 보세요.</translation>
    </message>
    <message>
        <source>Try a shorter part of the word, or fewer filters.</source>
        <translation>낱말을 더 짧게 줄이거나 조건을 빼 보세요.</translation>
    </message>
    <message>
        <source>In %1</source>
        <comment>a room or a person</comment>
        <translation>%1 대화에서</translation>
    </message>
</context>
<context>
    <name>Security</name>
    <message>
        <source>Not encrypted, but the server is on this computer.</source>
        <translation>암호화되지 않았지만, 서버가 이 컴퓨터에 있습니다.</translation>
    </message>
    <message>
        <source>Not encrypted: others in this network could read along.</source>
        <translation>암호화되지 않음: 같은 네트워크의 다른 사람이 엿볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Encrypted. A certificate authority vouches for this server.</source>
        <translation>암호화됨. 인증 기관이 이 서버를 보증합니다.</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256):</source>
        <translation>지문(SHA-256):</translation>
    </message>
    <message>
        <source>Encrypted. The server&apos;s certificate is the one this computer knows.</source>
        <translation>암호화됨. 서버의 인증서는 이 컴퓨터가 알고 있는 것입니다.</translation>
    </message>
    <message>
        <source>Its fingerprint in words:</source>
        <translation>지문을 낱말로:</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerDelegate</name>
    <message>
        <source>joined before</source>
        <translation>전에 참여함</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerList</name>
    <message>
        <source>Looking for servers…</source>
        <translation>서버를 찾는 중…</translation>
    </message>
    <message>
        <source>No server was found.</source>
        <translation>서버를 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>서버</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerListModel</name>
    <message>
        <source>%1 at %2, fingerprint %3</source>
        <translation>%1, 주소 %2, 지문 %3</translation>
    </message>
    <message>
        <source>%1 at %2, joined before</source>
        <translation>%1, 주소 %2, 전에 참여함</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerPage</name>
    <message>
        <source>Connecting…</source>
        <translation>연결하는 중…</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerRail</name>
    <message>
        <source>Another server…</source>
        <translation>다른 서버…</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>서버</translation>
    </message>
</context>
<context>
    <name>maru::client::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>설정 찾기</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>설정 분류</translation>
    </message>
    <message>
        <source>No setting has “%1”.</source>
        <translation>“%1”이(가) 들어 있는 설정이 없습니다.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Smaller</source>
        <translation>작게</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>크게</translation>
    </message>
    <message>
        <source>As the system&apos;s</source>
        <translation>시스템 크기로</translation>
    </message>
    <message>
        <source>Size of the text</source>
        <translation>글자 크기</translation>
    </message>
    <message>
        <source>%L1 px</source>
        <translation>%L1 px</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정 따르기</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>고대비</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>간격</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <translation>넉넉하게</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>촘촘하게</translation>
    </message>
    <message>
        <source>Show the menu bar</source>
        <translation>메뉴 모음 보이기</translation>
    </message>
    <message>
        <source>All commands keep their shortcuts without it; F1 lists them.</source>
        <translation>메뉴 모음이 없어도 단축키는 그대로 쓸 수 있습니다. F1을 누르면 모두 보입니다.</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>대화</translation>
    </message>
    <message>
        <source>The Enter key</source>
        <translation>Enter 키</translation>
    </message>
    <message>
        <source>Sends the message</source>
        <translation>메시지 보내기</translation>
    </message>
    <message>
        <source>Begins a new line</source>
        <translation>줄 바꾸기</translation>
    </message>
    <message>
        <source>Shift+Enter begins a new line.</source>
        <translation>Shift+Enter로 줄을 바꿉니다.</translation>
    </message>
    <message>
        <source>Ctrl+Enter sends the message.</source>
        <translation>Ctrl+Enter로 메시지를 보냅니다.</translation>
    </message>
    <message>
        <source>Draw formatted text</source>
        <translation>서식 적용</translation>
    </message>
    <message>
        <source>*italic*, **bold**, `code`, lists and quotes; else the signs are shown as they were typed.</source>
        <translation>*기울임*, **굵게**, `코드`, 목록, 인용. 끄면 쓴 그대로 보입니다.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Language of Maru</source>
        <translation>마루의 언어</translation>
    </message>
    <message>
        <source>Maru speaks another language from its next start on.</source>
        <translation>바꾼 언어는 마루를 다시 시작할 때부터 쓰입니다.</translation>
    </message>
</context>
<context>
    <name>maru::client::ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Find a command or a key</source>
        <translation>명령이나 키 찾기</translation>
    </message>
    <message>
        <source>Writing and reading</source>
        <translation>쓰기와 읽기</translation>
    </message>
    <message>
        <source>No command has “%1”.</source>
        <translation>“%1”이(가) 들어 있는 명령이 없습니다.</translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message numerus="yes">
        <source>The file with your unsent messages and drafts was damaged. %n of them could be read and are here again.</source>
        <translation>
            <numerusform>보내지 못한 글과 쓰던 글을 담은 파일이 손상되었습니다. 그중 %n개를 읽어 되살렸습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The old file is kept as %1.</source>
        <translation>이전 파일은 %1에 남겨 두었습니다.</translation>
    </message>
    <message>
        <source>Some may be missing. The old file is kept as %1.</source>
        <translation>일부는 빠졌을 수 있습니다. 이전 파일은 %1에 남겨 두었습니다.</translation>
    </message>
    <message>
        <source>A later version of Maru has left unsent messages, which this one cannot read. They are kept as %1 until that version is started again.</source>
        <translation>더 새로운 마루가 남긴 보내지 못한 글이 있지만 이 버전은 읽을 수 없습니다. 그 버전을 다시 실행할 때까지 %1에 남겨 둡니다.</translation>
    </message>
    <message>
        <source>Maru is already open under this name. What you write in this window is lost if it is closed before it is sent.</source>
        <translation>이 이름으로 마루가 이미 열려 있습니다. 이 창에서 쓴 글은 보내기 전에 창을 닫으면 사라집니다.</translation>
    </message>
    <message>
        <source>Messages cannot be saved on this computer. Is the disk full? Do not close Maru before they are sent.</source>
        <translation>이 컴퓨터에 글을 저장할 수 없습니다. 디스크가 가득 찼나요? 글이 다 보내질 때까지 마루를 닫지 마세요.</translation>
    </message>
    <message>
        <source>The message was not deleted: %1</source>
        <translation>글을 지우지 못했습니다: %1</translation>
    </message>
    <message>
        <source>The reaction was not kept: %1</source>
        <translation>반응을 남기지 못했습니다: %1</translation>
    </message>
    <message>
        <source>The message was not changed: %1</source>
        <translation>글을 고치지 못했습니다: %1</translation>
    </message>
    <message>
        <source>What you wrote: %1</source>
        <translation>쓴 내용: %1</translation>
    </message>
    <message>
        <source>Too many changes wait for a connection. Please try again when there is one.</source>
        <translation>연결을 기다리는 변경이 너무 많습니다. 연결되면 다시 시도해 주세요.</translation>
    </message>
    <message>
        <source>This cannot be sent: it is empty, too long, or you may not write here now.</source>
        <translation>보낼 수 없습니다. 내용이 없거나 너무 길거나, 지금은 여기에 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Your reply was not sent: %1</source>
        <translation>답장을 보내지 못했습니다: %1</translation>
    </message>
    <message>
        <source>What proves your name cannot be saved on this computer. Is the disk full, or may nothing be written there? Set a password, or you cannot come back under this name.</source>
        <translation>이 이름의 주인임을 증명하는 정보를 이 컴퓨터에 저장할 수 없습니다. 디스크가 가득 찼거나 쓰기가 금지되어 있나요? 비밀번호를 정해 두지 않으면 다음에 이 이름으로 들어올 수 없습니다.</translation>
    </message>
    <message>
        <source>What you are writing cannot be saved on this computer. Is the disk full? Send it before you close Maru.</source>
        <translation>쓰고 있는 글을 이 컴퓨터에 저장할 수 없습니다. 디스크가 가득 찼나요? 마루를 닫기 전에 글을 보내세요.</translation>
    </message>
</context>
<context>
    <name>maru::client::StrandedBar</name>
    <message>
        <source>Take back into the input</source>
        <translation>입력란으로 되가져오기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>지우기</translation>
    </message>
    <message numerus="yes">
        <source>%n more.</source>
        <translation>
            <numerusform>외 %n개.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not sent, you are no longer in its room: “%1”</source>
        <translation>이제 속해 있지 않은 방의 글이라 보내지 못했습니다: “%1”</translation>
    </message>
    <message>
        <source>Enter a room first</source>
        <translation>먼저 방에 들어가세요</translation>
    </message>
</context>
<context>
    <name>maru::client::SwitcherDelegate</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>안 읽음 %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::TransferCard</name>
    <message>
        <source>Remove</source>
        <translation>빼기</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>멈춤</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>maru::client::Tray</name>
    <message>
        <source>Open Maru</source>
        <translation>마루 열기</translation>
    </message>
    <message>
        <source>Quiet for an hour</source>
        <translation>한 시간 방해 금지</translation>
    </message>
    <message>
        <source>Quiet until tomorrow</source>
        <translation>내일까지 방해 금지</translation>
    </message>
    <message>
        <source>Notify again</source>
        <translation>다시 알리기</translation>
    </message>
    <message>
        <source>Notifications…</source>
        <translation>알림 설정…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>읽지 않은 글 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>quiet until %1</source>
        <translation>%1까지 방해 금지</translation>
    </message>
    <message>
        <source>quiet now</source>
        <translation>지금은 방해 금지</translation>
    </message>
</context>
<context>
    <name>maru::client::TypingPeople</name>
    <message>
        <source>%1 is typing…</source>
        <translation>%1 님이 쓰고 있습니다…</translation>
    </message>
    <message>
        <source>%1 and %2 are typing…</source>
        <translation>%1 님과 %2 님이 쓰고 있습니다…</translation>
    </message>
    <message numerus="yes">
        <source>%n people are typing…</source>
        <translation>
            <numerusform>%n명이 쓰고 있습니다…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::WriteGate</name>
    <message>
        <source>This room is archived. It can be read, nothing more.</source>
        <translation>보관된 방입니다. 읽을 수만 있습니다.</translation>
    </message>
    <message>
        <source>Class mode: only moderators can write.</source>
        <translation>수업 모드: 진행자만 쓸 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n hand(s) up.</source>
        <translation>
            <numerusform>손 든 사람이 %n명 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Only moderators write in this room. You can read and react.</source>
        <translation>이 방에는 진행자만 씁니다. 읽고 반응할 수 있습니다.</translation>
    </message>
    <message>
        <source>You are muted here until %1.</source>
        <translation>%1까지 여기에 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>You are muted here by a moderator.</source>
        <translation>진행자가 여기에 쓰지 못하게 했습니다.</translation>
    </message>
    <message>
        <source>Class mode: only moderators can write just now.</source>
        <translation>수업 모드: 지금은 진행자만 쓸 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Slow mode: you can write again in %n second(s).</source>
        <translation>
            <numerusform>슬로우 모드: %n초 뒤에 다시 쓸 수 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Your hand is up.</source>
        <translation>손을 들었습니다.</translation>
    </message>
</context>
</TS>
