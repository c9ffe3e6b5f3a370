<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en_US">
<context>
    <name>maru::client::AboutDialog</name>
    <message>
        <source>this program and its icons</source>
        <translation>このプログラムとアイコン</translation>
    </message>
    <message>
        <source>windows, network, database</source>
        <translation>ウィンドウ、ネットワーク、データベース</translation>
    </message>
    <message>
        <source>public domain</source>
        <translation>パブリックドメイン</translation>
    </message>
    <message>
        <source>messages on this computer, through Qt</source>
        <translation>このコンピューターに保存するメッセージ（Qt経由）</translation>
    </message>
    <message>
        <source>results that may fail</source>
        <translation>失敗しうる処理の結果</translation>
    </message>
    <message>
        <source>the desktop&apos;s keychain</source>
        <translation>デスクトップのキーチェーン</translation>
    </message>
    <message>
        <source>the square that phones read</source>
        <translation>スマートフォンで読み取るQRコード</translation>
    </message>
    <message>
        <source>names of the emojis</source>
        <translation>絵文字の名前</translation>
    </message>
    <message>
        <source>About Maru</source>
        <translation>Maruについて</translation>
    </message>
    <message>
        <source>Chat for offices, classrooms and labs.</source>
        <translation>オフィス、教室、研究室のためのチャット。</translation>
    </message>
    <message>
        <source>Versions and licences</source>
        <translation>バージョンとライセンス</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>構成要素</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>バージョン</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>ライセンス</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Copy the versions</source>
        <translation>バージョン情報をコピー</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>maru::client::AccessibleMessages</name>
    <message>
        <source>sending</source>
        <translation>送信中</translation>
    </message>
    <message>
        <source>failed, press Enter to try again</source>
        <translation>送信失敗、Enterキーで再送信</translation>
    </message>
    <message>
        <source>mentions you</source>
        <translation>自分へのメンション</translation>
    </message>
    <message>
        <source>answers %1: %2</source>
        <translation>%1さんへの返信: %2</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>編集済み</translation>
    </message>
    <message>
        <source>reactions %1</source>
        <translation>リアクション %1</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>削除済み</translation>
    </message>
    <message>
        <source>waiting for a connection</source>
        <translation>接続待ち</translation>
    </message>
    <message>
        <source>picture %1, %2</source>
        <translation>画像 %1、%2</translation>
    </message>
    <message>
        <source>file %1, %2</source>
        <translation>ファイル %1、%2</translation>
    </message>
    <message numerus="yes">
        <source>read by %n</source>
        <translation>
            <numerusform>%n人が既読</numerusform>
        </translation>
    </message>
    <message>
        <source>failed: %1, press Enter to try again</source>
        <translation>送信失敗: %1、Enter で再送信</translation>
    </message>
    <message>
        <source>%1 (with yours)</source>
        <translation>%1（自分を含む）</translation>
    </message>
</context>
<context>
    <name>maru::client::AccessibleNews</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>新着メッセージ %n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) were not sent</source>
        <translation>
            <numerusform>%n件のメッセージを送信できませんでした</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::Account</name>
    <message>
        <source>The server did not answer. Please try again once you are connected.</source>
        <translation>サーバーから応答がありません。接続してからもう一度お試しください。</translation>
    </message>
    <message>
        <source>Please enter your current password too.</source>
        <translation>現在のパスワードも入力してください。</translation>
    </message>
    <message>
        <source>This is not your current password.</source>
        <translation>現在のパスワードと一致しません。</translation>
    </message>
    <message>
        <source>Nobody holds a name on this server: it needs no code on another device. Join there with the name alone.</source>
        <translation>このサーバーでは名前に持ち主がいません。ほかのデバイスでもコードはいらないので、名前だけで参加してください。</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted, so there is no code: others in the network could read it.</source>
        <translation>このサーバーとの接続は暗号化されていないため、コードは作れません。ネットワーク上のほかの人に読まれるおそれがあります。</translation>
    </message>
</context>
<context>
    <name>maru::client::AnswerDialog</name>
    <message>
        <source>Asking the server…</source>
        <translation>サーバーに問い合わせ中…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>maru::client::Application</name>
    <message>
        <source>Connecting…</source>
        <translation>接続中…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Join again…</source>
        <translation>再参加…</translation>
    </message>
    <message>
        <source>You are not connected to this server. What this computer has kept of it is still here.</source>
        <translation>このサーバーに接続していません。このコンピューターに保存された内容はそのまま残っています。</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>There are too many servers in this window. Leave one of them.</source>
        <translation>このウィンドウのサーバーが多すぎます。どれか1つから退出してください。</translation>
    </message>
    <message>
        <source>Maru is already running but does not answer. End it, then start it again.</source>
        <translation>Maruはすでに起動していますが、応答しません。終了してから、もう一度起動してください。</translation>
    </message>
    <message>
        <source>Another certificate</source>
        <translation>別の証明書</translation>
    </message>
    <message>
        <source>This server does not have the certificate that the link names.</source>
        <translation>このサーバーの証明書は、リンクに記されたものと違います。</translation>
    </message>
    <message>
        <source>Either the link is wrong or old, or somebody stands between you and the server. Ask the person who runs the server before you write something that others must not read.</source>
        <translation>リンクが間違っているか古いか、あるいは誰かがサーバーとの間に入り込んでいます。ほかの人に読まれては困ることを書く前に、サーバーの管理者に確認してください。</translation>
    </message>
</context>
<context>
    <name>maru::client::Attachments</name>
    <message>
        <source>%1 · waiting for a connection</source>
        <translation>%1 · 接続待ち</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 of %2 · paused</source>
        <translation>%1 / %2 · 一時停止中</translation>
    </message>
    <message numerus="yes">
        <source>A message can have at most %n file(s).</source>
        <translation>
            <numerusform>1件のメッセージに添付できるファイルは%n個までです。</numerusform>
        </translation>
    </message>
    <message>
        <source>picture %1.png</source>
        <translation>画像 %1.png</translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>ファイルを確認中…</translation>
    </message>
    <message>
        <source>The picture is too large to be pasted or dropped here, or it is damaged. Please save it and attach the file.</source>
        <translation>画像が大きすぎて貼り付けやドロップができないか、壊れています。保存して、そのファイルを添付してください。</translation>
    </message>
</context>
<context>
    <name>maru::client::AttentionController</name>
    <message>
        <source>Your reply was not sent</source>
        <translation>返信を送信できませんでした</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Notifications: quiet until %1</source>
        <translation>通知: %1まで停止中</translation>
    </message>
    <message>
        <source>Notify again</source>
        <translation>通知を再開</translation>
    </message>
    <message>
        <source>Quiet for an hour</source>
        <translation>1時間通知を停止</translation>
    </message>
    <message>
        <source>Quiet until tomorrow</source>
        <translation>明日まで通知を停止</translation>
    </message>
    <message>
        <source>Notifications…</source>
        <translation>通知の設定…</translation>
    </message>
    <message>
        <source>Maru keeps running</source>
        <translation>Maruは動作を続けています</translation>
    </message>
    <message>
        <source>Messages still reach you. Open or quit Maru with its icon in the tray.</source>
        <translation>メッセージは引き続き届きます。トレイのアイコンから、Maruを開いたり終了したりできます。</translation>
    </message>
</context>
<context>
    <name>maru::client::AttentionSettingsPage</name>
    <message>
        <source>Notify me of new messages</source>
        <translation>新着メッセージを知らせる</translation>
    </message>
    <message>
        <source>Show what they say</source>
        <translation>メッセージの内容も表示する</translation>
    </message>
    <message>
        <source>With a sound</source>
        <translation>音を鳴らす</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>通知の停止</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>1時間</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>明日まで</translation>
    </message>
    <message>
        <source>Notify again</source>
        <translation>通知を再開</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>通知を停止する時間帯</translation>
    </message>
    <message>
        <source>From</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>to</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Startup and tray</source>
        <translation>起動とトレイ</translation>
    </message>
    <message>
        <source>Keep running in the tray when the window is closed</source>
        <translation>ウィンドウを閉じてもトレイで動作を続ける</translation>
    </message>
    <message>
        <source>This desktop has no tray.</source>
        <translation>このデスクトップにはトレイがありません。</translation>
    </message>
    <message>
        <source>Start Maru when I sign in to this computer</source>
        <translation>このコンピューターへのサインイン時にMaruを起動する</translation>
    </message>
    <message>
        <source>Without showing the window</source>
        <translation>ウィンドウを表示しない</translation>
    </message>
    <message>
        <source>Quiet until %1</source>
        <translation>%1まで通知を停止中</translation>
    </message>
</context>
<context>
    <name>AttentionTexts</name>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>%1 and others</source>
        <translation>%1 ほか</translation>
    </message>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>新着メッセージ %n件</numerusform>
        </translation>
    </message>
    <message>
        <source>While you were away: %1</source>
        <translation>接続していなかった間: %1</translation>
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
        <translation>%1に書き込めませんでした: %2</translation>
    </message>
    <message>
        <source>its folder could not be made</source>
        <translation>フォルダーを作成できませんでした</translation>
    </message>
    <message>
        <source>access was denied</source>
        <translation>アクセスが拒否されました</translation>
    </message>
</context>
<context>
    <name>maru::client::CertificatePanel</name>
    <message>
        <source>Either the server was set up anew, or somebody stands between you and it and could read and change everything. Ask the person who runs the server for its fingerprint, and trust the new certificate only if it is the same.</source>
        <translation>サーバーが新しく設定し直されたか、何者かがサーバーとの間に割り込み、すべての内容を読んだり書き換えたりできる状態です。サーバーの管理者にフィンガープリントを確認し、一致する場合に限り、新しい証明書を信頼してください。</translation>
    </message>
    <message>
        <source>Fingerprint now</source>
        <translation>現在のフィンガープリント</translation>
    </message>
    <message>
        <source>&amp;Trust the new certificate</source>
        <translation>新しい証明書を信頼(&amp;T)</translation>
    </message>
    <message>
        <source>Until now a certificate authority vouched for this server.</source>
        <translation>これまでは認証局がこのサーバーを保証していました。</translation>
    </message>
    <message>
        <source>Fingerprint until now</source>
        <translation>これまでのフィンガープリント</translation>
    </message>
    <message>
        <source>Fingerprint in the list or link</source>
        <translation>一覧またはリンクのフィンガープリント</translation>
    </message>
</context>
<context>
    <name>maru::client::Commands</name>
    <message>
        <source>&amp;Maru</source>
        <translation>Maru(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編集(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>移動(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Room</source>
        <translation>ルーム(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>元に戻す(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>やり直す(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>切り取り(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>貼り付け(&amp;P)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>すべて選択(&amp;A)</translation>
    </message>
    <message>
        <source>Send the message</source>
        <translation>メッセージを送信</translation>
    </message>
    <message>
        <source>Begin a new line</source>
        <translation>改行</translation>
    </message>
    <message>
        <source>Edit the last message (in an empty field)</source>
        <translation>最後のメッセージを編集（入力欄が空のとき）</translation>
    </message>
    <message>
        <source>Cancel a reply or an edit</source>
        <translation>返信や編集をやめる</translation>
    </message>
    <message>
        <source>Reply to the message</source>
        <translation>メッセージに返信</translation>
    </message>
    <message>
        <source>Delete the message</source>
        <translation>メッセージを削除</translation>
    </message>
    <message>
        <source>Open the link, or send again what has failed</source>
        <translation>リンクを開く、または送信に失敗したメッセージを再送信</translation>
    </message>
    <message>
        <source>Menu of a message, room or person</source>
        <translation>メッセージ、ルーム、メンバーのメニュー</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>ウィンドウの次の部分</translation>
    </message>
</context>
<context>
    <name>maru::client::CompletionList</name>
    <message>
        <source>Completions</source>
        <translation>入力候補</translation>
    </message>
</context>
<context>
    <name>maru::client::Composer</name>
    <message>
        <source>Leave (Esc)</source>
        <translation>やめる (Esc)</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>やめる</translation>
    </message>
    <message>
        <source>Reply to %1</source>
        <translation>%1さんに返信</translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation>メッセージを編集</translation>
    </message>
    <message>
        <source>The message was not changed: %1</source>
        <translation>メッセージを編集できませんでした: %1</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>返信</translation>
    </message>
    <message>
        <source>First save this change, or leave it with Esc.</source>
        <translation>先にこの変更を保存するか、Escでやめてください。</translation>
    </message>
</context>
<context>
    <name>maru::client::ConnectionBar</name>
    <message>
        <source>Try now</source>
        <translation>今すぐ再試行</translation>
    </message>
</context>
<context>
    <name>maru::client::Conversation</name>
    <message>
        <source>Reconnecting…</source>
        <translation>再接続中…</translation>
    </message>
    <message>
        <source>That message is not here.</source>
        <translation>そのメッセージは見つかりません。</translation>
    </message>
    <message>
        <source>No connection yet. What you write is sent as soon as there is one.</source>
        <translation>まだ接続していません。書いたメッセージは、接続され次第送信されます。</translation>
    </message>
    <message>
        <source>You are not in that room any more.</source>
        <translation>もうそのルームのメンバーではありません。</translation>
    </message>
    <message>
        <source>That message is not on this computer, and there is no connection to the server just now.</source>
        <translation>そのメッセージはこのコンピューターになく、現在サーバーに接続していません。</translation>
    </message>
    <message>
        <source>That day could not be found just now.</source>
        <translation>現在、その日付を見つけられません。</translation>
    </message>
    <message>
        <source>The conversation was not opened: %1</source>
        <translation>ダイレクトメッセージを開けませんでした: %1</translation>
    </message>
    <message>
        <source>A message can be stopped only while its files are on their way.</source>
        <translation>ファイルの送信中だけ、メッセージの送信を止められます。</translation>
    </message>
</context>
<context>
    <name>maru::client::DBusNotifier</name>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>返信</translation>
    </message>
</context>
<context>
    <name>maru::client::DatePopup</name>
    <message>
        <source>Go to a day</source>
        <translation>日付へ移動</translation>
    </message>
    <message>
        <source>A year earlier</source>
        <translation>前の年</translation>
    </message>
    <message>
        <source>A month earlier</source>
        <translation>前の月</translation>
    </message>
    <message>
        <source>A month later</source>
        <translation>次の月</translation>
    </message>
    <message>
        <source>A year later</source>
        <translation>次の年</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <extracomment>the month of a calendar: a format of dates, as QLocale has them</extracomment>
        <translation>yyyy年M月</translation>
    </message>
</context>
<context>
    <name>maru::client::DeviceCodeDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;New code</source>
        <translation>新しいコード(&amp;N)</translation>
    </message>
    <message>
        <source>Your name on another device – Maru</source>
        <translation>ほかのデバイスで自分の名前 – Maru</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>コード</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>On your other device, join %1 under the name %2. There choose “I have a password or a code” and type this code. It lets one device in.</source>
        <translation>ほかのデバイスで、%2という名前で%1に参加してください。そこで「パスワードまたはコードを持っています」を選び、このコードを入力します。使えるのはデバイス1台だけです。</translation>
    </message>
    <message>
        <source>This code is too old now. Ask for a new one.</source>
        <translation>このコードは期限が切れました。新しいコードを取得してください。</translation>
    </message>
    <message>
        <source>Good for %1 more</source>
        <translation>残り時間 %1</translation>
    </message>
</context>
<context>
    <name>maru::client::DirectoryView</name>
    <message>
        <source>Asking the server…</source>
        <translation>サーバーに問い合わせ中…</translation>
    </message>
</context>
<context>
    <name>maru::client::Downloads</name>
    <message>
        <source>%1 · waiting for a connection</source>
        <translation>%1 · 接続待ち</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 · saved in %2</source>
        <translation>%1 · %2に保存しました</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are being saved already. Please wait for one of them.</source>
        <translation>
            <numerusform>すでに%n個のファイルを保存しています。どれか1つが終わるまでお待ちください。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · waiting for other files</source>
        <translation>%1 · ほかのファイルの完了待ち</translation>
    </message>
    <message>
        <source>A file is being saved under that name already. Please choose another name.</source>
        <translation>その名前では、すでに別のファイルを保存しています。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>%1 of %2 · paused</source>
        <translation>%1 / %2 · 一時停止中</translation>
    </message>
</context>
<context>
    <name>maru::client::EditsDialog</name>
    <message>
        <source>What it said before</source>
        <translation>以前の内容</translation>
    </message>
    <message>
        <source>Until %1</source>
        <translation>%1まで</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>現在</translation>
    </message>
    <message>
        <source>There are more; only the newest are shown.</source>
        <translation>ほかにもありますが、新しいものだけを表示しています。</translation>
    </message>
    <message>
        <source>Nothing else is known of it.</source>
        <translation>ほかの内容はわかりません。</translation>
    </message>
</context>
<context>
    <name>maru::client::EmojiPicker</name>
    <message>
        <source>Recently used</source>
        <translation>最近使った絵文字</translation>
    </message>
    <message>
        <source>Faces and feelings</source>
        <translation>表情と感情</translation>
    </message>
    <message>
        <source>People and gestures</source>
        <translation>人とジェスチャー</translation>
    </message>
    <message>
        <source>Animals and nature</source>
        <translation>動物と自然</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>食べ物と飲み物</translation>
    </message>
    <message>
        <source>Travel and places</source>
        <translation>旅行と場所</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>アクティビティ</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>記号</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>旗</translation>
    </message>
    <message>
        <source>Emojis</source>
        <translation>絵文字</translation>
    </message>
    <message>
        <source>Search emojis</source>
        <translation>絵文字を検索</translation>
    </message>
    <message>
        <source>Nothing is called “%1”.</source>
        <translation>「%1」に一致する絵文字はありません。</translation>
    </message>
    <message>
        <source>Emojis you use appear here.</source>
        <translation>使った絵文字がここに表示されます。</translation>
    </message>
</context>
<context>
    <name>maru::client::EntryField</name>
    <message>
        <source>Hide</source>
        <translation>隠す</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>Hide what is typed</source>
        <translation>入力内容を隠す</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>入力内容を表示</translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>The server did not understand this. Is this version of Maru older than the server?</source>
        <translation>サーバーが要求を理解できませんでした。このMaruのバージョンがサーバーより古くないか確認してください。</translation>
    </message>
    <message>
        <source>The server has forgotten you. Please join again.</source>
        <translation>サーバーに参加の記録が残っていません。もう一度参加してください。</translation>
    </message>
    <message>
        <source>Somebody else holds this name. Please choose another one.</source>
        <translation>この名前はほかの人が使っています。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>The server does not allow this name. Please choose another one.</source>
        <translation>この名前はサーバーで許可されていません。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>This server asks for a password or an invitation.</source>
        <translation>このサーバーにはパスワードまたは招待が必要です。</translation>
    </message>
    <message>
        <source>The password or the sign-in of this device is no longer valid.</source>
        <translation>パスワード、またはこのデバイスのサインイン情報が無効になりました。</translation>
    </message>
    <message>
        <source>You are not a member of this room.</source>
        <translation>このルームのメンバーではありません。</translation>
    </message>
    <message>
        <source>You may not do this here.</source>
        <translation>ここではこの操作は許可されていません。</translation>
    </message>
    <message>
        <source>This is not there any more.</source>
        <translation>対象はすでに存在しません。</translation>
    </message>
    <message>
        <source>The server already has another message under this number. Please write it again.</source>
        <translation>同じ番号の別のメッセージがすでにサーバーにあります。もう一度書いてください。</translation>
    </message>
    <message>
        <source>This is over the limit of %L1.</source>
        <translation>上限（%L1）を超えています。</translation>
    </message>
    <message>
        <source>This is too long for the server.</source>
        <translation>サーバーが受け付けるには長すぎます。</translation>
    </message>
    <message>
        <source>That was too fast. Please wait a moment.</source>
        <translation>操作が速すぎます。少し待ってください。</translation>
    </message>
    <message>
        <source>You are muted here.</source>
        <translation>ここでの発言は禁止されています。</translation>
    </message>
    <message>
        <source>You are banned from this server.</source>
        <translation>このサーバーへのアクセスは禁止されています。</translation>
    </message>
    <message>
        <source>The server could not save this. Please try again.</source>
        <translation>サーバーが保存できませんでした。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The server cannot do this. Is it older than this version of Maru?</source>
        <translation>サーバーがこの機能に対応していません。サーバーがこのMaruのバージョンより古くないか確認してください。</translation>
    </message>
    <message>
        <source>Something went wrong on the server. Please try again.</source>
        <translation>サーバーで問題が発生しました。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The server says: %1</source>
        <translation>サーバーからの応答: %1</translation>
    </message>
    <message>
        <source>Please type the address of a server.</source>
        <translation>サーバーのアドレスを入力してください。</translation>
    </message>
    <message>
        <source>This address is too long.</source>
        <translation>アドレスが長すぎます。</translation>
    </message>
    <message>
        <source>The address should start with http:// or https://, or with the server&apos;s name.</source>
        <translation>アドレスはhttp://、https://、またはサーバーの名前で始めてください。</translation>
    </message>
    <message>
        <source>This is not the name or address of a computer.</source>
        <translation>コンピューターの名前またはアドレスではありません。</translation>
    </message>
    <message>
        <source>The port, after the colon, should be a number from 1 to 65535.</source>
        <translation>コロン（:）の後のポートは、1から65535までの数字にしてください。</translation>
    </message>
    <message>
        <source>Please leave out the name and password in front of the @.</source>
        <translation>@の前の名前とパスワードは入力しないでください。</translation>
    </message>
    <message>
        <source>What follows the slash is not the name of a room.</source>
        <translation>スラッシュ（/）の後の文字列は、ルーム名として使えません。</translation>
    </message>
    <message>
        <source>Please type a name.</source>
        <translation>名前を入力してください。</translation>
    </message>
    <message numerus="yes">
        <source>A name has at most %n characters.</source>
        <translation>
            <numerusform>名前は%n文字以内にしてください。</numerusform>
        </translation>
    </message>
    <message>
        <source>The name has an invisible or unknown character in it.</source>
        <translation>名前に、見えない文字または不明な文字が含まれています。</translation>
    </message>
    <message>
        <source>This name is reserved. Please choose another one.</source>
        <translation>この名前は予約されています。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>The name of a room has none of the characters , / ? #</source>
        <translation>ルーム名に , / ? # の文字は使えません。</translation>
    </message>
    <message>
        <source>Nobody answers at %1. Is the server running, and is the address right?</source>
        <translation>%1から応答がありません。サーバーが起動しているか、アドレスが正しいか確認してください。</translation>
    </message>
    <message>
        <source>%1 does not answer. Is the address right, and does a firewall let it through?</source>
        <translation>%1が応答しません。アドレスが正しいか、ファイアウォールが通信を許可しているか確認してください。</translation>
    </message>
    <message>
        <source>What answers at %1 is no chat server. Is the port right?</source>
        <translation>%1で応答しているのはチャットサーバーではありません。ポートが正しいか確認してください。</translation>
    </message>
    <message>
        <source>The server at %1 speaks an old protocol (Socket.IO 2). It has to be updated.</source>
        <translation>%1のサーバーは古いプロトコル（Socket.IO 2）を使っています。サーバーの更新が必要です。</translation>
    </message>
    <message>
        <source>The certificate of %1 cannot be trusted, so nothing was sent.</source>
        <translation>%1の証明書を信頼できないため、何も送信しませんでした。</translation>
    </message>
    <message>
        <source>The server at %1 sends what this version of Maru cannot read.</source>
        <translation>%1のサーバーから届いたデータを、このバージョンのMaruは読み取れません。</translation>
    </message>
    <message>
        <source>There is no such room on %1.</source>
        <translation>%1にそのようなルームはありません。</translation>
    </message>
    <message>
        <source>The server has ended your session.</source>
        <translation>サーバーがセッションを終了しました。</translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation>%1との接続が切れました。</translation>
    </message>
    <message>
        <source>The server did not confirm this message. It may have arrived all the same.</source>
        <translation>サーバーがこのメッセージの受信を確認できませんでした。すでに届いている可能性もあります。</translation>
    </message>
    <message>
        <source>%1 answers without encryption, though you asked for it or it was encrypted before. Somebody may be listening in between, so nothing was sent.</source>
        <translation>暗号化を要求したか、以前は暗号化されていたにもかかわらず、%1から暗号化されていない応答がありました。途中で盗聴されているおそれがあるため、何も送信しませんでした。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not the one it had before, so nothing was sent.</source>
        <translation>%1の証明書が以前のものと異なるため、何も送信しませんでした。</translation>
    </message>
    <message>
        <source>The link is not complete: all 64 digits of the fingerprint must follow the #.</source>
        <translation>リンクが不完全です。#の後には、フィンガープリントの64桁すべてが必要です。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not the one that was announced or that the link names, so nothing was sent.</source>
        <translation>%1の証明書が、一覧やリンクに示されたものと異なるため、何も送信しませんでした。</translation>
    </message>
    <message>
        <source>The class code is missing or wrong. Please ask for the right one.</source>
        <translation>クラスコードがないか、間違っています。正しいコードを確認してください。</translation>
    </message>
    <message numerus="yes">
        <source>That was too fast. Please wait %n second(s).</source>
        <translation>
            <numerusform>操作が速すぎます。%n秒待ってください。</numerusform>
        </translation>
    </message>
    <message>
        <source>You are banned from this server until %1.</source>
        <translation>%1まで、このサーバーへのアクセスは禁止されています。</translation>
    </message>
    <message>
        <source>The server could not read this just now. Please try again.</source>
        <translation>現在、サーバーがこの内容を読み取れません。もう一度お試しください。</translation>
    </message>
</context>
<context>
    <name>maru::client::FilePanels</name>
    <message>
        <source>Attached files</source>
        <translation>添付ファイル</translation>
    </message>
    <message>
        <source>Files that are saved</source>
        <translation>保存するファイル</translation>
    </message>
    <message>
        <source>Drop files here to attach them</source>
        <translation>ここにファイルをドロップすると添付されます</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>ファイルを添付</translation>
    </message>
    <message>
        <source>Save file</source>
        <translation>ファイルを保存</translation>
    </message>
    <message>
        <source>Attac&amp;h files…</source>
        <translation>ファイルを添付(&amp;H)…</translation>
    </message>
</context>
<context>
    <name>maru::client::FileShelf</name>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>この画像は表示できません。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>“%1” is no longer where it was. Please put it back and try again.</source>
        <translation>「%1」が元の場所にありません。元の場所に戻して、もう一度お試しください。</translation>
    </message>
    <message>
        <source>“%1” was changed after it was attached. Please attach it again.</source>
        <translation>「%1」は添付した後に変更されました。もう一度添付してください。</translation>
    </message>
    <message>
        <source>“%1” cannot be read.</source>
        <translation>「%1」を読み取れません。</translation>
    </message>
    <message>
        <source>“%1” is too large: this server takes files of up to %2.</source>
        <translation>「%1」は大きすぎます。このサーバーで受け付けるファイルは%2までです。</translation>
    </message>
    <message>
        <source>“%1” is too large.</source>
        <translation>「%1」は大きすぎます。</translation>
    </message>
    <message>
        <source>There is no room for “%1”: all your files on this server may take %2.</source>
        <translation>「%1」を置く空き容量がありません。このサーバーに置ける自分のファイルは、合計%2までです。</translation>
    </message>
    <message>
        <source>The server does not take the name “%1”. Please rename the file.</source>
        <translation>「%1」という名前はサーバーで受け付けられません。ファイル名を変更してください。</translation>
    </message>
    <message>
        <source>You may not send or fetch files here.</source>
        <translation>ここではファイルの送受信は許可されていません。</translation>
    </message>
    <message>
        <source>The sign-in of this device is no longer valid. Please join again.</source>
        <translation>このデバイスのサインインが無効になりました。もう一度参加してください。</translation>
    </message>
    <message>
        <source>The server&apos;s disk is full. Please try again later.</source>
        <translation>サーバーのディスクがいっぱいです。しばらくしてからもう一度お試しください。</translation>
    </message>
    <message>
        <source>The server does not have “%1” any more.</source>
        <translation>「%1」はもうサーバーにありません。</translation>
    </message>
    <message>
        <source>What arrived of “%1” is not what was sent, so it was thrown away.</source>
        <translation>受信した「%1」が送信されたものと異なるため、破棄しました。</translation>
    </message>
    <message>
        <source>“%1” could not be written there. Is there room, and may you write there?</source>
        <translation>「%1」を書き込めませんでした。空き容量と書き込みの権限があるか確認してください。</translation>
    </message>
    <message>
        <source>The server showed another certificate, so nothing was sent.</source>
        <translation>サーバーが別の証明書を提示したため、何も送信しませんでした。</translation>
    </message>
    <message>
        <source>This server takes no files.</source>
        <translation>このサーバーはファイルを受け付けません。</translation>
    </message>
    <message>
        <source>The server did not take “%1”. Please try again.</source>
        <translation>サーバーが「%1」を受け付けませんでした。もう一度お試しください。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>“%1” is a folder. Please attach the files in it, or an archive of it.</source>
        <translation>「%1」はフォルダーです。中のファイルか、圧縮したファイルを添付してください。</translation>
    </message>
</context>
<context>
    <name>maru::client::FindController</name>
    <message>
        <source>online</source>
        <translation>オンライン</translation>
    </message>
    <message>
        <source>open</source>
        <translation>表示中</translation>
    </message>
    <message>
        <source>&amp;Search this room</source>
        <translation>このルーム内を検索(&amp;S)</translation>
    </message>
    <message>
        <source>Search all r&amp;ooms</source>
        <translation>すべてのルームを検索(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Room, person or command…</source>
        <translation>ルーム、メンバー、コマンド(&amp;R)…</translation>
    </message>
    <message>
        <source>Go to a &amp;day…</source>
        <translation>日付へ移動(&amp;D)…</translation>
    </message>
    <message>
        <source>Log for a &amp;bug report…</source>
        <translation>不具合報告用のログ(&amp;B)…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
</context>
<context>
    <name>maru::client::HostController</name>
    <message>
        <source>The program maru-server is not on this computer. Please install it: it is the part of Maru that others connect to.</source>
        <translation>このコンピューターにはmaru-serverというプログラムがありません。インストールしてください。ほかの人が接続する、Maruの一部です。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written to.</source>
        <translation>フォルダー%1に書き込めません。</translation>
    </message>
    <message>
        <source>Another program on this computer uses port %1.</source>
        <translation>このコンピューターの別のプログラムがポート%1を使っています。</translation>
    </message>
    <message>
        <source>The chat could not start.</source>
        <translation>チャットを開始できませんでした。</translation>
    </message>
    <message>
        <source>The chat could not start. It says: %1</source>
        <translation>チャットを開始できませんでした。サーバーからのメッセージ: %1</translation>
    </message>
    <message>
        <source>The chat on this computer does not answer. Please try again in a moment.</source>
        <translation>このコンピューターのチャットが応答しません。少し待ってからもう一度お試しください。</translation>
    </message>
    <message>
        <source>Class</source>
        <comment>the name of a room</comment>
        <translation>教室</translation>
    </message>
</context>
<context>
    <name>maru::client::HostDialog</name>
    <message>
        <source>Chat on this computer – Maru</source>
        <translation>このコンピューターでのチャット – Maru</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>アドレス</translation>
    </message>
    <message>
        <source>Class code</source>
        <translation>クラスコード</translation>
    </message>
    <message>
        <source>Certificate in words</source>
        <translation>単語で表した証明書</translation>
    </message>
    <message>
        <source>&amp;Copy for others</source>
        <translation>コピーしてほかの人に知らせる(&amp;C)</translation>
    </message>
    <message>
        <source>The address as a QR code</source>
        <translation>アドレスのQRコード</translation>
    </message>
    <message>
        <source>&amp;Keep it running when Maru is closed</source>
        <translation>Maruを閉じても動作を続ける(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Start the chat</source>
        <translation>チャットを開始(&amp;S)</translation>
    </message>
    <message>
        <source>Use &amp;another port</source>
        <translation>別のポートを使う(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;top the chat</source>
        <translation>チャットを停止(&amp;T)</translation>
    </message>
    <message>
        <source>Address: %1</source>
        <translation>アドレス: %1</translation>
    </message>
    <message>
        <source>Class code: %1</source>
        <translation>クラスコード: %1</translation>
    </message>
    <message>
        <source>The chat is starting…</source>
        <translation>チャットを開始しています…</translation>
    </message>
    <message>
        <source>The chat runs, but this computer has no network: nobody else can come.</source>
        <translation>チャットは動作していますが、このコンピューターがネットワークに接続していないため、ほかの人は参加できません。</translation>
    </message>
    <message>
        <source>The chat runs on this computer. Give this to the others: they join with Maru. A browser at the address shows them how.</source>
        <translation>このコンピューターでチャットが動作しています。次の情報をほかの人に知らせてください。参加にはMaruを使います。ブラウザーでこのアドレスを開くと、参加の方法が表示されます。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>or %1</source>
        <translation>または %1</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>再試行(&amp;T)</translation>
    </message>
    <message>
        <source>The chat is stopping…</source>
        <translation>チャットを停止しています…</translation>
    </message>
    <message>
        <source>Maru can run a chat on this computer: others in the same network come to you. What is written stays on this computer.</source>
        <translation>このコンピューターでチャットを開けます。同じネットワークの人が参加でき、書かれた内容はこのコンピューターに残ります。</translation>
    </message>
</context>
<context>
    <name>maru::client::InviteDialog</name>
    <message>
        <source>Invite people</source>
        <translation>メンバーを招待</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>メンバーを検索</translation>
    </message>
    <message>
        <source>Nobody else has been here yet.</source>
        <translation>ほかの人はまだ誰も来ていません。</translation>
    </message>
    <message>
        <source>Nobody is called “%1”.</source>
        <translation>「%1」という名前の人はいません。</translation>
    </message>
    <message>
        <source>Invite</source>
        <translation>招待</translation>
    </message>
    <message>
        <source>Nobody is chosen yet.</source>
        <translation>まだ誰も選ばれていません。</translation>
    </message>
</context>
<context>
    <name>maru::client::JoinDialog</name>
    <message>
        <source>Please enter a name.</source>
        <translation>名前を入力してください。</translation>
    </message>
    <message numerus="yes">
        <source>A name may have at most %n character(s).</source>
        <translation>
            <numerusform>名前は%n文字以内にしてください。</numerusform>
        </translation>
    </message>
    <message>
        <source>This name is reserved. Please choose another one.</source>
        <translation>この名前は予約されています。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>A name may not contain control or invisible characters.</source>
        <translation>名前に制御文字や見えない文字は使えません。</translation>
    </message>
    <message>
        <source>Join – Maru</source>
        <translation>参加 – Maru</translation>
    </message>
    <message>
        <source>Join a conversation</source>
        <translation>チャットに参加</translation>
    </message>
    <message>
        <source>&amp;Server address</source>
        <translation>サーバーのアドレス(&amp;S)</translation>
    </message>
    <message>
        <source>for example 192.168.0.12</source>
        <translation>例: 192.168.0.12</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名前(&amp;N)</translation>
    </message>
    <message>
        <source>the name others see</source>
        <translation>ほかの人に表示される名前</translation>
    </message>
    <message>
        <source>Joining… Cancel</source>
        <translation>参加処理中… キャンセル</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>参加</translation>
    </message>
    <message>
        <source>Join as “%1”</source>
        <translation>「%1」として参加</translation>
    </message>
    <message>
        <source>Please enter the address of a server.</source>
        <translation>サーバーのアドレスを入力してください。</translation>
    </message>
    <message>
        <source>&amp;Class code</source>
        <translation>クラスコード(&amp;C)</translation>
    </message>
    <message>
        <source>6 letters and digits</source>
        <translation>英数字6文字</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>パスワード(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Invitation or owner code</source>
        <translation>招待コードまたはオーナーコード(&amp;I)</translation>
    </message>
    <message>
        <source>if you were given one</source>
        <translation>受け取っている場合</translation>
    </message>
    <message>
        <source>I have a password or a code</source>
        <translation>パスワードまたはコードを持っています</translation>
    </message>
    <message>
        <source>Start a chat &amp;here…</source>
        <translation>ここでチャットを開始(&amp;H)…</translation>
    </message>
    <message>
        <source>This computer becomes the server that others come to</source>
        <translation>このコンピューターが、ほかの人が参加するサーバーになります</translation>
    </message>
    <message>
        <source>Code from your &amp;other device</source>
        <translation>ほかのデバイスのコード(&amp;O)</translation>
    </message>
    <message>
        <source>8 letters and digits</source>
        <translation>英数字8文字</translation>
    </message>
</context>
<context>
    <name>JoinFailures</name>
    <message>
        <source>This code is wrong, was used up or has expired. Please ask for another one.</source>
        <translation>コードが間違っているか、使い切られたか、期限が切れています。新しいコードを受け取ってください。</translation>
    </message>
    <message>
        <source>The name or the password is wrong.</source>
        <translation>名前またはパスワードが間違っています。</translation>
    </message>
    <message>
        <source>A password has %1 to %2 characters.</source>
        <translation>パスワードは%1文字以上%2文字以下です。</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted, so no password and no code was sent: others in the network could read it. Please ask the person who runs the server to turn on encryption.</source>
        <translation>このサーバーへの接続は暗号化されていないため、パスワードとコードは送信されませんでした。同じネットワークのほかの人に読まれるおそれがあります。サーバーの管理者に、暗号化を有効にするよう依頼してください。</translation>
    </message>
    <message>
        <source>Somebody else holds this name, or the password is wrong.</source>
        <translation>この名前をほかの人が使っているか、パスワードが間違っています。</translation>
    </message>
    <message>
        <source>This code is wrong, was used or is too old, or it is for another name. Please get a new one on your other device.</source>
        <translation>コードが違うか、使用済みか、期限切れです。別の名前のコードかもしれません。ほかのデバイスで新しいコードを取得してください。</translation>
    </message>
    <message>
        <source>The password is wrong, or this name has none. A code from a device that is signed in works, too.</source>
        <translation>パスワードが違うか、この名前にはパスワードがありません。サインイン中のデバイスで表示したコードでも参加できます。</translation>
    </message>
    <message>
        <source>This device was signed out, or has not been here for a long time. Please enter your password, or a code from a device that is signed in.</source>
        <translation>このデバイスはサインアウトされたか、長い間使われていませんでした。パスワード、またはサインイン中のデバイスで表示したコードを入力してください。</translation>
    </message>
    <message>
        <source>The server cannot read or save anything just now. Please try again in a moment.</source>
        <translation>サーバーは今、読み取りも保存もできません。しばらくしてからもう一度お試しください。</translation>
    </message>
    <message>
        <source>What proves that this name is yours is in the keychain of this computer, which did not give it. Please unlock the keychain and join again, or enter your password.</source>
        <translation>この名前が自分のものであるという証明はこのコンピューターのキーチェーンにありますが、取り出せませんでした。キーチェーンのロックを解除してもう一度参加するか、パスワードを入力してください。</translation>
    </message>
    <message>
        <source>You are banned from the room that this address leads to, until %1.</source>
        <translation>%1まで、このアドレスのルームへのアクセスは禁止されています。</translation>
    </message>
    <message>
        <source>You are banned from the room that this address leads to.</source>
        <translation>このアドレスのルームへのアクセスは禁止されています。</translation>
    </message>
</context>
<context>
    <name>LinkGuard</name>
    <message>
        <source>Open link</source>
        <translation>リンクを開く</translation>
    </message>
    <message>
        <source>This link leads to %1.</source>
        <translation>このリンクの行き先は%1です。</translation>
    </message>
    <message>
        <source>In the message it is called “%1”. The whole address: %2</source>
        <translation>メッセージには「%1」と書かれています。アドレス全体: %2</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>ブラウザーで開く</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
</context>
<context>
    <name>maru::client::LogDialog</name>
    <message>
        <source>Log for a bug report</source>
        <translation>不具合報告用のログ</translation>
    </message>
    <message>
        <source>What Maru noted since it was started. It holds addresses of servers and names of files, but nothing that anybody wrote and no passwords.</source>
        <translation>Maruの起動後に記録された内容です。サーバーのアドレスとファイル名は含まれますが、誰かが書いた内容やパスワードは含まれません。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>コピーしました</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>ログを保存</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>保存しました</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1に書き込めませんでした: %2</translation>
    </message>
</context>
<context>
    <name>maru::client::LooksController</name>
    <message>
        <source>The settings could not be read, so Maru begins with new ones. The old file is kept as %1.</source>
        <translation>設定を読み取れなかったため、新しい設定で開始します。以前のファイルは%1として残してあります。</translation>
    </message>
    <message>
        <source>The settings are of a newer Maru. What this one does not know is left as it is; a copy is kept as %1.</source>
        <translation>より新しいMaruの設定です。このバージョンが認識できない設定はそのまま残ります。コピーは%1として残してあります。</translation>
    </message>
    <message>
        <source>The settings in %1 cannot be read and cannot be moved away; changes may be lost.</source>
        <translation>%1の設定を読み取ることも移動することもできません。変更が失われる可能性があります。</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>設定(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Close the window</source>
        <translation>ウィンドウを閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>文字を大きく(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Smaller text</source>
        <translation>文字を小さく(&amp;S)</translation>
    </message>
    <message>
        <source>Text of &amp;usual size</source>
        <translation>標準の文字サイズ(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Menu bar</source>
        <translation>メニューバー(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>キーボードショートカット(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Maru</source>
        <translation>Maruについて(&amp;A)</translation>
    </message>
    <message>
        <source>The settings could not be saved; they hold until Maru ends.</source>
        <translation>設定を保存できませんでした。Maruを終了するまで有効です。</translation>
    </message>
</context>
<context>
    <name>maru::client::MainWindow</name>
    <message>
        <source>No messages yet. Write the first one.</source>
        <translation>まだメッセージがありません。最初のメッセージを書いてみましょう。</translation>
    </message>
    <message>
        <source>You are %1</source>
        <translation>自分の名前: %1</translation>
    </message>
    <message>
        <source>Write to %1</source>
        <translation>%1へのメッセージ</translation>
    </message>
    <message>
        <source>Delete message</source>
        <translation>メッセージを削除</translation>
    </message>
    <message>
        <source>Delete this message? Everybody will see that something was deleted.</source>
        <translation>このメッセージを削除しますか？ 削除されたことは全員に表示されます。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>確認しました</translation>
    </message>
    <message>
        <source>The message was not changed: %1</source>
        <translation>メッセージを編集できませんでした: %1</translation>
    </message>
    <message>
        <source>What you wrote: %1</source>
        <translation>書いた内容: %1</translation>
    </message>
    <message>
        <source>&amp;Another server…</source>
        <translation>別のサーバー(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;You…</source>
        <translation>自分の情報(&amp;Y)…</translation>
    </message>
    <message>
        <source>&amp;Emoji…</source>
        <translation>絵文字(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Previous room</source>
        <translation>前のルーム(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Next room</source>
        <translation>次のルーム(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Messages or input</source>
        <translation>メッセージと入力欄の切り替え(&amp;M)</translation>
    </message>
    <message>
        <source>Use my name on another &amp;device…</source>
        <translation>ほかのデバイスで自分の名前を使う(&amp;D)…</translation>
    </message>
    <message>
        <source>Go to the ne&amp;west message</source>
        <translation>最新のメッセージへ移動(&amp;W)</translation>
    </message>
    <message>
        <source>Write to %1</source>
        <comment>a person</comment>
        <translation>%1さんへのメッセージ</translation>
    </message>
    <message numerus="yes">
        <source>%n more notice(s)</source>
        <translation>
            <numerusform>通知がほかに%n件あります</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>&amp;List of rooms</source>
        <translation>ルーム一覧(&amp;L)</translation>
    </message>
</context>
<context>
    <name>maru::client::MemberDelegate</name>
    <message>
        <source>Hands up</source>
        <translation>挙手中</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>オンライン</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>離席中</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>オーナー</translation>
    </message>
    <message>
        <source>Moderator</source>
        <translation>モデレーター</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>管理者</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>ゲスト</translation>
    </message>
    <message>
        <source>%1 (you)</source>
        <translation>%1（自分）</translation>
    </message>
    <message>
        <source>As listed before</source>
        <translation>以前の一覧</translation>
    </message>
</context>
<context>
    <name>maru::client::MemberList</name>
    <message>
        <source>Find a person</source>
        <translation>メンバーを検索</translation>
    </message>
    <message>
        <source>Invite people…</source>
        <translation>メンバーを招待…</translation>
    </message>
    <message>
        <source>People</source>
        <translation>メンバー</translation>
    </message>
    <message>
        <source>Hide people</source>
        <translation>メンバーを隠す</translation>
    </message>
    <message>
        <source>%1 of %2 online</source>
        <translation>%2人中%1人がオンライン</translation>
    </message>
    <message>
        <source>Nobody here is called “%1”.</source>
        <translation>ここに「%1」という名前の人はいません。</translation>
    </message>
</context>
<context>
    <name>maru::client::MemberListModel</name>
    <message>
        <source>you</source>
        <translation>自分</translation>
    </message>
    <message>
        <source>online</source>
        <translation>オンライン</translation>
    </message>
    <message>
        <source>away</source>
        <translation>離席中</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>オーナー</translation>
    </message>
    <message>
        <source>moderator</source>
        <translation>モデレーター</translation>
    </message>
    <message>
        <source>hand up</source>
        <translation>挙手中</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>発言禁止</translation>
    </message>
</context>
<context>
    <name>maru::client::MessageDelegate</name>
    <message>
        <source>Show more</source>
        <translation>もっと見る</translation>
    </message>
    <message>
        <source>New from here</source>
        <translation>ここから新着</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>送信中…</translation>
    </message>
    <message>
        <source>Failed – retry</source>
        <translation>失敗 – 再送信</translation>
    </message>
    <message>
        <source>This message was deleted.</source>
        <translation>このメッセージは削除されました。</translation>
    </message>
    <message>
        <source>(edited)</source>
        <translation>（編集済み）</translation>
    </message>
    <message>
        <source>Waiting for a connection</source>
        <translation>接続待ち</translation>
    </message>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>既読 %n</numerusform>
        </translation>
    </message>
    <message>
        <source>A file, or a deleted message</source>
        <translation>ファイル、または削除されたメッセージ</translation>
    </message>
    <message>
        <source>Uploading %1%</source>
        <translation>アップロード中 %1%</translation>
    </message>
</context>
<context>
    <name>maru::client::MessageInput</name>
    <message>
        <source>Message</source>
        <translation>メッセージ</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>送信 (Enter)</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>送信</translation>
    </message>
    <message>
        <source>Too long to send</source>
        <translation>長すぎて送信できません</translation>
    </message>
    <message>
        <source>Length of the message</source>
        <translation>メッセージの長さ</translation>
    </message>
    <message>
        <source>A message may have at most %1 characters. Please split it.</source>
        <translation>メッセージは%1文字以内です。分けて送信してください。</translation>
    </message>
    <message>
        <source>Emoji (Ctrl+;)</source>
        <translation>絵文字 (Ctrl+;)</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>絵文字</translation>
    </message>
    <message>
        <source>Attach files (Ctrl+O)</source>
        <translation>ファイルを添付 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>ファイルを添付</translation>
    </message>
    <message>
        <source>Send (Ctrl+Enter)</source>
        <translation>送信 (Ctrl+Enter)</translation>
    </message>
</context>
<context>
    <name>maru::client::MessageView</name>
    <message>
        <source>Messages</source>
        <translation>メッセージ</translation>
    </message>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>新着メッセージ %n件</numerusform>
        </translation>
    </message>
    <message>
        <source>Opens %1</source>
        <translation>%1を開きます</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>メッセージをコピー</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1を開く</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>再送信</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Click to go to this message</source>
        <translation>クリックしてこのメッセージへ移動</translation>
    </message>
    <message>
        <source>Click to take your reaction back</source>
        <translation>クリックして自分のリアクションを取り消す</translation>
    </message>
    <message>
        <source>Click to react too</source>
        <translation>クリックして自分もリアクションする</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>削除…</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>返信</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>Who has read this…</source>
        <translation>既読の人を表示…</translation>
    </message>
    <message>
        <source>Go to the original message</source>
        <translation>返信元のメッセージへ移動</translation>
    </message>
    <message>
        <source>React</source>
        <translation>リアクション</translation>
    </message>
    <message>
        <source>Click to see who has read this</source>
        <translation>クリックして既読の人を表示</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>コードをコピー</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>コピーしました</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>その他…</translation>
    </message>
    <message>
        <source>Back to newest</source>
        <translation>最新へ戻る</translation>
    </message>
    <message>
        <source>Take back into the input</source>
        <translation>入力欄に戻す</translation>
    </message>
    <message>
        <source>Save “%1” as…</source>
        <translation>「%1」に名前を付けて保存…</translation>
    </message>
    <message>
        <source>Stop sending and take back into the input</source>
        <translation>送信を止めて入力欄に戻す</translation>
    </message>
    <message>
        <source>What it said before…</source>
        <translation>以前の内容を表示…</translation>
    </message>
    <message>
        <source>Open “%1”</source>
        <translation>「%1」を開く</translation>
    </message>
</context>
<context>
    <name>maru::client::PersonController</name>
    <message>
        <source>New window as another person</source>
        <translation>別の人として新しいウィンドウを開く</translation>
    </message>
    <message>
        <source>There are too many windows already.</source>
        <translation>すでにウィンドウが多すぎます。</translation>
    </message>
    <message>
        <source>The new window did not start.</source>
        <translation>新しいウィンドウを開けませんでした。</translation>
    </message>
</context>
<context>
    <name>maru::client::PictureViewer</name>
    <message>
        <source>Loading…</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>Smaller (-)</source>
        <translation>縮小 (-)</translation>
    </message>
    <message>
        <source>Larger (+)</source>
        <translation>拡大 (+)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>全体表示</translation>
    </message>
    <message>
        <source>Fit into the window (0)</source>
        <translation>ウィンドウに合わせる (0)</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>名前を付けて保存…</translation>
    </message>
    <message>
        <source>Save as (Ctrl+S)</source>
        <translation>名前を付けて保存 (Ctrl+S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>閉じる (Esc)</translation>
    </message>
    <message>
        <source>Loading… %1%</source>
        <translation>読み込み中… %1%</translation>
    </message>
</context>
<context>
    <name>maru::client::ProfileDialog</name>
    <message>
        <source>unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>You – Maru</source>
        <translation>自分の情報 – Maru</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>自分の名前</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名前(&amp;N)</translation>
    </message>
    <message>
        <source>the name others see</source>
        <translation>ほかの人に表示される名前</translation>
    </message>
    <message>
        <source>&amp;Change the name</source>
        <translation>名前を変更(&amp;C)</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>With a password you can come back under your name from any device. All other devices are signed out when it changes.</source>
        <translation>パスワードがあれば、どのデバイスからでも自分の名前で戻れます。パスワードを変更すると、ほかのデバイスはすべてサインアウトされます。</translation>
    </message>
    <message>
        <source>C&amp;urrent password</source>
        <translation>現在のパスワード(&amp;U)</translation>
    </message>
    <message>
        <source>empty if you have none yet</source>
        <translation>まだない場合は空欄</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translation>新しいパスワード(&amp;P)</translation>
    </message>
    <message>
        <source>at least 8 characters</source>
        <translation>8文字以上</translation>
    </message>
    <message>
        <source>&amp;Set the password</source>
        <translation>パスワードを設定(&amp;S)</translation>
    </message>
    <message>
        <source>Your devices</source>
        <translation>自分のデバイス</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>This connection</source>
        <translation>この接続</translation>
    </message>
    <message>
        <source>Sign &amp;out here…</source>
        <translation>このデバイスからサインアウト(&amp;O)…</translation>
    </message>
    <message>
        <source>This device forgets who you are. Under this name you come back with your password only: without one, the name is lost.</source>
        <translation>このデバイスから自分の情報が消えます。この名前で戻るにはパスワードが必要です。パスワードがない場合、この名前は失われます。</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>サインアウト</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>サインアウトしない</translation>
    </message>
    <message>
        <source>The connection is not encrypted, so no password can be set: others in the network could read it.</source>
        <translation>接続が暗号化されていないため、パスワードを設定できません。同じネットワークのほかの人に読まれるおそれがあります。</translation>
    </message>
    <message>
        <source>A device without a name</source>
        <translation>名前のないデバイス</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>このデバイス</translation>
    </message>
    <message>
        <source>Last used: %1</source>
        <translation>最終使用: %1</translation>
    </message>
    <message>
        <source>Sign out %1</source>
        <translation>%1からサインアウト</translation>
    </message>
    <message>
        <source>This server keeps no devices.</source>
        <translation>このサーバーはデバイスを記録しません。</translation>
    </message>
    <message>
        <source>“%1” is free.</source>
        <translation>「%1」は使えます。</translation>
    </message>
    <message>
        <source>Your name has changed.</source>
        <translation>名前を変更しました。</translation>
    </message>
    <message>
        <source>The password is set. Other devices are signed out.</source>
        <translation>パスワードを設定しました。ほかのデバイスはサインアウトされました。</translation>
    </message>
    <message>
        <source>Use my name on another &amp;device…</source>
        <translation>ほかのデバイスで自分の名前を使う(&amp;D)…</translation>
    </message>
</context>
<context>
    <name>maru::client::QuickSwitcher</name>
    <message>
        <source>Go to a room, a person or a command</source>
        <translation>ルーム、メンバー、コマンドへ移動</translation>
    </message>
    <message>
        <source>Rooms, people and commands</source>
        <translation>ルーム、メンバー、コマンド</translation>
    </message>
    <message>
        <source>Nothing is called “%1”.</source>
        <translation>「%1」に一致するものはありません。</translation>
    </message>
</context>
<context>
    <name>maru::client::QuickSwitcherModel</name>
    <message>
        <source>Go to %1</source>
        <translation>%1へ移動</translation>
    </message>
</context>
<context>
    <name>maru::client::RailButton</name>
    <message>
        <source>Connecting…</source>
        <translation>接続中…</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>未接続</translation>
    </message>
    <message>
        <source>Something has to be decided here</source>
        <translation>確認が必要です</translation>
    </message>
    <message>
        <source>You are %1</source>
        <translation>自分の名前: %1</translation>
    </message>
</context>
<context>
    <name>maru::client::RailController</name>
    <message>
        <source>Mark all as read</source>
        <translation>すべて既読にする</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>切断</translation>
    </message>
    <message>
        <source>Show the fingerprint…</source>
        <translation>フィンガープリントを表示…</translation>
    </message>
    <message>
        <source>Leave this server…</source>
        <translation>このサーバーから退出…</translation>
    </message>
    <message>
        <source>The fingerprint is shown while there is a connection.</source>
        <translation>フィンガープリントは接続中に表示できます。</translation>
    </message>
    <message>
        <source>Leave server</source>
        <translation>サーバーから退出</translation>
    </message>
    <message>
        <source>Leave %1?</source>
        <translation>%1から退出しますか？</translation>
    </message>
    <message>
        <source>It goes from this window. Your name there stays yours, and what this computer has kept is still here when you join again.</source>
        <translation>このウィンドウから消えます。サーバーでの名前は引き続き自分のもので、このコンピューターに保存された内容も、再参加したときにそのまま残っています。</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
</context>
<context>
    <name>maru::client::ReadersDialog</name>
    <message>
        <source>Who has read this</source>
        <translation>既読の人</translation>
    </message>
    <message>
        <source>Nobody has read it yet.</source>
        <translation>まだ誰も読んでいません。</translation>
    </message>
    <message>
        <source>Everybody has read it.</source>
        <translation>全員が読みました。</translation>
    </message>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>既読 %n人</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, read %2</source>
        <translation>%1、%2に既読</translation>
    </message>
    <message numerus="yes">
        <source>Not yet read by %n</source>
        <translation>
            <numerusform>未読 %n人</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, not yet read</source>
        <translation>%1、未読</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomActions</name>
    <message>
        <source>There is a room of this name already. Please choose another one.</source>
        <translation>同じ名前のルームがすでにあります。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>You are banned from this room.</source>
        <translation>このルームへのアクセスは禁止されています。</translation>
    </message>
    <message>
        <source>The room needs an owner. Please appoint another one first.</source>
        <translation>ルームにはオーナーが必要です。先に別のオーナーを指定してください。</translation>
    </message>
    <message>
        <source>The server needs an owner. Please appoint another one first.</source>
        <translation>サーバーにはオーナーが必要です。先に別のオーナーを指定してください。</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomBar</name>
    <message>
        <source>Let everybody write</source>
        <translation>全員の発言を許可</translation>
    </message>
    <message>
        <source>Lower your hand</source>
        <translation>手を下ろす</translation>
    </message>
    <message>
        <source>Raise your hand</source>
        <translation>挙手する</translation>
    </message>
    <message numerus="yes">
        <source>%n hand(s) up</source>
        <translation>
            <numerusform>%n人が挙手中</numerusform>
        </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>Show whose hand is up</source>
        <translation>挙手中の人を表示</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomDelegate</name>
    <message>
        <source>Direct messages</source>
        <translation>ダイレクトメッセージ</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>アーカイブ済み</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomDialog</name>
    <message>
        <source>Rooms and people</source>
        <translation>ルームとメンバー</translation>
    </message>
    <message>
        <source>Find a room</source>
        <translation>ルームを探す</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>新しいルーム</translation>
    </message>
    <message>
        <source>Write to a person</source>
        <translation>ダイレクトメッセージ</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Search rooms</source>
        <translation>ルームを検索</translation>
    </message>
    <message>
        <source>There is no other room that you could enter. Make a new one, or ask for a class code.</source>
        <translation>ほかに入れるルームがありません。新しく作るか、クラスコードを教えてもらってください。</translation>
    </message>
    <message>
        <source>No room that you could enter is called “%1”.</source>
        <translation>入れるルームの中に「%1」はありません。</translation>
    </message>
    <message>
        <source>Six letters and digits</source>
        <translation>英数字6文字</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>入る</translation>
    </message>
    <message>
        <source>Or with a class code</source>
        <translation>またはクラスコードで入る</translation>
    </message>
    <message>
        <source>Public – everybody here can find and enter it</source>
        <translation>公開 – 誰でも見つけて入れます</translation>
    </message>
    <message>
        <source>Private – only who is invited knows of it</source>
        <translation>非公開 – 招待された人だけが知っています</translation>
    </message>
    <message>
        <source>Announcements – moderators write, all read</source>
        <translation>お知らせ – モデレーターが書き、全員が読みます</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>メンバーを検索</translation>
    </message>
    <message>
        <source>Nobody else has been here yet.</source>
        <translation>ほかの人はまだ誰も来ていません。</translation>
    </message>
    <message>
        <source>Nobody is called “%1”.</source>
        <translation>「%1」という名前の人はいません。</translation>
    </message>
    <message>
        <source>Make a class code that lets people in</source>
        <translation>入室用のクラスコードを作る</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Topic (may be empty)</source>
        <translation>トピック（省略可）</translation>
    </message>
    <message>
        <source>Who is in it from the start</source>
        <translation>最初からのメンバー</translation>
    </message>
    <message>
        <source>With %1</source>
        <translation>参加者: %1</translation>
    </message>
    <message>
        <source>Enter the room</source>
        <translation>ルームに入る</translation>
    </message>
    <message>
        <source>Make the room</source>
        <translation>ルームを作る</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>メッセージを書く</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomListModel</name>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>未読メッセージ %n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them for you</source>
        <translation>
            <numerusform>うち自分宛て %n件</numerusform>
        </translation>
    </message>
    <message>
        <source>muted</source>
        <translation>通知オフ</translation>
    </message>
    <message>
        <source>online</source>
        <translation>オンライン</translation>
    </message>
    <message>
        <source>away</source>
        <translation>離席中</translation>
    </message>
    <message>
        <source>private</source>
        <translation>非公開</translation>
    </message>
    <message>
        <source>announcements</source>
        <translation>お知らせ</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>アーカイブ済み</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>ピン留め済み</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomPanels</name>
    <message>
        <source>Find or make a room, or write to a person</source>
        <translation>ルームを探す、作る、またはダイレクトメッセージを送る</translation>
    </message>
    <message>
        <source>People</source>
        <translation>メンバー</translation>
    </message>
    <message>
        <source>The hand was not moved: %1</source>
        <translation>挙手の状態を変更できませんでした: %1</translation>
    </message>
    <message>
        <source>The room was not changed: %1</source>
        <translation>ルームを変更できませんでした: %1</translation>
    </message>
    <message>
        <source>Find a room</source>
        <translation>ルームを探す</translation>
    </message>
    <message>
        <source>This may have changed: there is no answer from the server.</source>
        <translation>内容が変わっている可能性があります。サーバーから応答がありません。</translation>
    </message>
    <message>
        <source>There are more; only %L1 are shown.</source>
        <translation>ほかにもいます。%L1人だけ表示しています。</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>サーバーに問い合わせ中…</translation>
    </message>
    <message>
        <source>The conversation was not opened: %1</source>
        <translation>ダイレクトメッセージを開けませんでした: %1</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>既読にする</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>ピン留めを外す</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>一番上にピン留め</translation>
    </message>
    <message>
        <source>Room settings…</source>
        <translation>ルームの設定…</translation>
    </message>
    <message>
        <source>Leave the room…</source>
        <translation>ルームから退出…</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>すべてのメッセージ</translation>
    </message>
    <message>
        <source>Only those that name me</source>
        <translation>自分へのメンションのみ</translation>
    </message>
    <message>
        <source>None (muted)</source>
        <translation>なし（通知オフ）</translation>
    </message>
    <message>
        <source>Notifications were not changed: %1</source>
        <translation>通知を変更できませんでした: %1</translation>
    </message>
    <message>
        <source>Leave the room</source>
        <translation>ルームから退出</translation>
    </message>
    <message>
        <source>Leave the room “%1”?</source>
        <translation>ルーム「%1」から退出しますか？</translation>
    </message>
    <message>
        <source>You can enter it again at any time.</source>
        <translation>いつでもまた入れます。</translation>
    </message>
    <message>
        <source>You can only come back if somebody invites you.</source>
        <translation>戻るには、誰かの招待が必要です。</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>You are still in the room: %1</source>
        <translation>ルームから退出できませんでした: %1</translation>
    </message>
    <message>
        <source>Write a direct message</source>
        <translation>ダイレクトメッセージを書く</translation>
    </message>
    <message>
        <source>Nothing was changed: %1</source>
        <translation>変更できませんでした: %1</translation>
    </message>
    <message>
        <source>No longer a moderator</source>
        <translation>モデレーターから外す</translation>
    </message>
    <message>
        <source>Make a moderator</source>
        <translation>モデレーターにする</translation>
    </message>
    <message>
        <source>Let write again</source>
        <translation>発言を再び許可</translation>
    </message>
    <message>
        <source>Mute…</source>
        <translation>発言を禁止…</translation>
    </message>
    <message>
        <source>Remove from the room…</source>
        <translation>ルームから外す…</translation>
    </message>
    <message>
        <source>Ban from the room…</source>
        <translation>ルームへのアクセスを禁止…</translation>
    </message>
    <message>
        <source>Find or &amp;make a room…</source>
        <translation>ルームを探す、作る(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Write to a person…</source>
        <translation>ダイレクトメッセージを書く(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;Invite people…</source>
        <translation>メンバーを招待(&amp;I)…</translation>
    </message>
    <message>
        <source>Room &amp;settings…</source>
        <translation>ルームの設定(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Raise or lower the hand</source>
        <translation>挙手する、手を下ろす(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Leave the room…</source>
        <translation>ルームから退出(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;People</source>
        <translation>メンバー(&amp;P)</translation>
    </message>
    <message>
        <source>On the whole server</source>
        <translation>サーバー全体で</translation>
    </message>
    <message>
        <source>Guest</source>
        <translation>ゲスト</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>メンバー</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>管理者</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>オーナー</translation>
    </message>
    <message>
        <source>Ban from the server…</source>
        <translation>サーバーへのアクセスを禁止…</translation>
    </message>
    <message>
        <source>Lift a ban from the server</source>
        <translation>サーバーへのアクセス禁止を解除</translation>
    </message>
    <message>
        <source>&amp;Banned and muted people…</source>
        <translation>アクセス禁止・発言禁止の人(&amp;B)…</translation>
    </message>
    <message>
        <source>Banned from the ser&amp;ver…</source>
        <translation>サーバーへのアクセスを禁止された人(&amp;V)…</translation>
    </message>
    <message>
        <source>Banned and muted people…</source>
        <translation>アクセス禁止・発言禁止の人…</translation>
    </message>
    <message>
        <source>You are in no room yet. Find one, or make one.</source>
        <translation>まだどのルームにも入っていません。ルームを探すか、新しく作ってください。</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomSettingsDialog</name>
    <message>
        <source>Off</source>
        <translation>オフ</translation>
    </message>
    <message numerus="yes">
        <source>One message every %n minute(s)</source>
        <translation>
            <numerusform>%n分に1件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>One message every %n second(s)</source>
        <translation>
            <numerusform>%n秒に1件</numerusform>
        </translation>
    </message>
    <message>
        <source>Room settings</source>
        <translation>ルームの設定</translation>
    </message>
    <message>
        <source>Class mode: only moderators write, the others raise a hand</source>
        <translation>授業モード: モデレーターだけが書き、ほかの人は挙手します</translation>
    </message>
    <message>
        <source>Archived: it can be read, nothing more</source>
        <translation>アーカイブ: 閲覧のみできます</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>トピック</translation>
    </message>
    <message>
        <source>Slow mode</source>
        <translation>低速モード</translation>
    </message>
    <message>
        <source>Class code</source>
        <translation>クラスコード</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>New code</source>
        <translation>新しいコード</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>コードを無効化</translation>
    </message>
    <message>
        <source>Nobody enters with the code any more; who is in stays.</source>
        <translation>以後、このコードでは誰も入れません。すでに入っている人はそのままです。</translation>
    </message>
    <message>
        <source>A new code; the one before lets nobody in any more.</source>
        <translation>新しいコードを作ります。以前のコードでは誰も入れなくなります。</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>コピーしました</translation>
    </message>
    <message>
        <source>Only the owner of the room can rename it.</source>
        <translation>ルーム名を変更できるのは、ルームのオーナーだけです。</translation>
    </message>
    <message>
        <source>No class code</source>
        <translation>クラスコードなし</translation>
    </message>
    <message>
        <source>Make a code</source>
        <translation>コードを作る</translation>
    </message>
</context>
<context>
    <name>RoomTexts</name>
    <message numerus="yes">
        <source>%n not read</source>
        <translation>
            <numerusform>未読%n件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n for you</source>
        <translation>
            <numerusform>自分宛て%n件</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no connection to the server just now.</source>
        <translation>現在、サーバーに接続していません。</translation>
    </message>
    <message>
        <source>The server gave no answer. Please try again.</source>
        <translation>サーバーから応答がありませんでした。もう一度お試しください。</translation>
    </message>
    <message>
        <source>A moderator has removed you from the room “%1”.</source>
        <translation>モデレーターにより、ルーム「%1」から外されました。</translation>
    </message>
    <message>
        <source>A moderator has banned you from the room “%1”.</source>
        <translation>モデレーターにより、ルーム「%1」へのアクセスを禁止されました。</translation>
    </message>
    <message>
        <source>You are no longer in the room “%1”.</source>
        <translation>ルーム「%1」のメンバーではなくなりました。</translation>
    </message>
    <message>
        <source>The reason given: %1</source>
        <translation>理由: %1</translation>
    </message>
    <message>
        <source>What you were writing there is kept: %1</source>
        <translation>そこで書きかけていた内容は残っています: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) or change(s) of yours are not sent yet. They go out when you join again under this name.</source>
        <translation>
            <numerusform>まだ送信されていないメッセージや変更が%n件あります。この名前で再参加すると送信されます。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::RoomsButton</name>
    <message>
        <source>Rooms</source>
        <translation>ルーム</translation>
    </message>
</context>
<context>
    <name>maru::client::RoomsPane</name>
    <message>
        <source>Rooms</source>
        <translation>ルーム</translation>
    </message>
    <message>
        <source>Another server…</source>
        <translation>別のサーバー…</translation>
    </message>
    <message>
        <source>Your name, password and devices</source>
        <translation>自分の名前、パスワード、デバイス</translation>
    </message>
</context>
<context>
    <name>maru::client::SanctionDialog</name>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5分</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10分</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1時間</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1日</translation>
    </message>
    <message>
        <source>Until somebody ends it</source>
        <translation>解除されるまで</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>発言を禁止</translation>
    </message>
    <message>
        <source>Remove from the room</source>
        <translation>ルームから外す</translation>
    </message>
    <message>
        <source>%1 leaves the room, and may come back.</source>
        <translation>%1さんはルームから退出します。また入ることができます。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>外す</translation>
    </message>
    <message>
        <source>Ban from the room</source>
        <translation>ルームへのアクセスを禁止</translation>
    </message>
    <message>
        <source>%1 leaves the room and cannot come back.</source>
        <translation>%1さんはルームから退出し、再び入ることはできません。</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>アクセスを禁止</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>期間</translation>
    </message>
    <message>
        <source>Why (they are told)</source>
        <translation>理由（本人に伝えられます）</translation>
    </message>
    <message>
        <source>Ban from the server</source>
        <translation>サーバーへのアクセスを禁止</translation>
    </message>
    <message>
        <source>%1 is cut off from the whole server at once and cannot come back.</source>
        <translation>%1さんはサーバー全体からすぐに切断され、戻れなくなります。</translation>
    </message>
    <message>
        <source>%1 can read, raise a hand and delete their own messages, but not write or react.</source>
        <translation>%1さんは、読むこと、挙手、自分のメッセージの削除はできますが、書くこととリアクションはできません。</translation>
    </message>
</context>
<context>
    <name>maru::client::SanctionsDialog</name>
    <message>
        <source>Banned until somebody ends it</source>
        <translation>解除されるまでアクセス禁止</translation>
    </message>
    <message>
        <source>Muted until somebody ends it</source>
        <translation>解除されるまで発言禁止</translation>
    </message>
    <message>
        <source>Banned until %1</source>
        <translation>%1までアクセス禁止</translation>
    </message>
    <message>
        <source>Muted until %1</source>
        <translation>%1まで発言禁止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Banned from the server</source>
        <translation>サーバーへのアクセスを禁止された人</translation>
    </message>
    <message>
        <source>Banned and muted people</source>
        <translation>アクセス禁止・発言禁止の人</translation>
    </message>
    <message>
        <source>The reason given: %1</source>
        <translation>理由: %1</translation>
    </message>
    <message>
        <source>Let write again</source>
        <translation>発言を再び許可</translation>
    </message>
    <message>
        <source>Lift the ban</source>
        <translation>アクセス禁止を解除</translation>
    </message>
    <message>
        <source>There are more; only %L1 are shown.</source>
        <translation>ほかにもいます。%L1人だけ表示しています。</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>サーバーに問い合わせ中…</translation>
    </message>
    <message>
        <source>Nobody is banned from this server.</source>
        <translation>このサーバーへのアクセスを禁止された人はいません。</translation>
    </message>
    <message>
        <source>Nobody is banned or muted here.</source>
        <translation>アクセス禁止・発言禁止の人はいません。</translation>
    </message>
    <message>
        <source>Banned until %1, by %2</source>
        <translation>%1までアクセス禁止（%2さんによる）</translation>
    </message>
    <message>
        <source>Banned until somebody ends it, by %1</source>
        <translation>解除されるまでアクセス禁止（%1さんによる）</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>This computer is not connected to a network. Plug in the cable, or join the Wi-Fi that the server is in.</source>
        <translation>このコンピューターはネットワークに接続していません。ケーブルをつなぐか、サーバーと同じWi-Fiに接続してください。</translation>
    </message>
    <message>
        <source>Only a server on this computer can be joined now: type localhost.</source>
        <translation>現在参加できるのは、このコンピューターのサーバーだけです。localhostと入力してください。</translation>
    </message>
    <message>
        <source>A VPN is on (%1). It may keep this computer from the network it is in: try without.</source>
        <translation>VPN（%1）がオンになっているため、近くのネットワークに届かない可能性があります。オフにして試してみてください。</translation>
    </message>
    <message>
        <source>A firewall, here or on the server&apos;s computer, may block UDP port %1.</source>
        <translation>このコンピューターまたはサーバーのコンピューターのファイアウォールが、UDPポート%1をブロックしている可能性があります。</translation>
    </message>
    <message>
        <source>A Wi-Fi for guests often keeps its computers apart. Use the network that the server is in.</source>
        <translation>ゲスト用のWi-Fiでは、コンピューター同士が通信できないことがよくあります。サーバーと同じネットワークを使ってください。</translation>
    </message>
    <message>
        <source>Or type the address that the server shows when it starts.</source>
        <translation>または、サーバーの起動時に表示されるアドレスを入力してください。</translation>
    </message>
    <message>
        <source>Or type the address that the server shows when it starts. It may look like this computer&apos;s own, %1.</source>
        <translation>または、サーバーの起動時に表示されるアドレスを入力してください。このコンピューターのアドレス（%1）と似ている場合があります。</translation>
    </message>
</context>
<context>
    <name>maru::client::SearchPanel</name>
    <message>
        <source>Search messages</source>
        <translation>メッセージを検索</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>検索する場所</translation>
    </message>
    <message>
        <source>Messages found</source>
        <translation>見つかったメッセージ</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>閉じる (Esc)</translation>
    </message>
    <message>
        <source>Close the search</source>
        <translation>検索を閉じる</translation>
    </message>
    <message>
        <source>In all rooms</source>
        <translation>すべてのルーム</translation>
    </message>
    <message>
        <source>What is on this computer is still being indexed.</source>
        <translation>このコンピューターのメッセージの索引を作成中です。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>検索中…</translation>
    </message>
    <message>
        <source>That is all.</source>
        <translation>以上です。</translation>
    </message>
    <message>
        <source>No connection: only what is on this computer was searched.</source>
        <translation>接続していないため、このコンピューターにあるものだけを検索しました。</translation>
    </message>
    <message>
        <source>Only what is on this computer was searched: the server needs a word, too.</source>
        <translation>このコンピューターにあるものだけを検索しました。サーバーでの検索には単語も必要です。</translation>
    </message>
    <message>
        <source>Only what is on this computer was searched: the server knows no such name, or does not search just now.</source>
        <translation>このコンピューターにあるものだけを検索しました。サーバーにそのような名前がないか、現在サーバーが検索を行っていません。</translation>
    </message>
    <message>
        <source>Narrow it down:
from:name   who wrote it (from:me)
in:room   where
has:link   has:file   has:image
since:2026-11-01   until:…   on:…</source>
        <translation>範囲を絞り込む:
from:名前   書いた人（from:meは自分）
in:ルーム   場所
has:link   has:file   has:image
since:2026-11-01   until:…   on:…</translation>
    </message>
    <message>
        <source>Type a part of what was said. Leading consonants do, too: ㅎㅇ finds 회의.</source>
        <translation>探したい言葉の一部を入力してください。韓国語は初声だけでも見つかります（「ㅎㅇ」で「회의」）。</translation>
    </message>
    <message>
        <source>Nothing found for “%1”.</source>
        <translation>「%1」は見つかりませんでした。</translation>
    </message>
    <message>
        <source>Try a shorter part of the word, or all rooms (Ctrl+Shift+F).</source>
        <translation>言葉を短くするか、すべてのルームを検索（Ctrl+Shift+F）してみてください。</translation>
    </message>
    <message>
        <source>Try a shorter part of the word, or fewer filters.</source>
        <translation>言葉を短くするか、条件を減らしてみてください。</translation>
    </message>
    <message>
        <source>In %1</source>
        <comment>a room or a person</comment>
        <translation>%1 の会話</translation>
    </message>
</context>
<context>
    <name>Security</name>
    <message>
        <source>Not encrypted, but the server is on this computer.</source>
        <translation>暗号化されていませんが、サーバーはこのコンピューターにあります。</translation>
    </message>
    <message>
        <source>Not encrypted: others in this network could read along.</source>
        <translation>暗号化されていません: 同じネットワークのほかの人に内容を読まれるおそれがあります。</translation>
    </message>
    <message>
        <source>Encrypted. A certificate authority vouches for this server.</source>
        <translation>暗号化されています。認証局がこのサーバーを保証しています。</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256):</source>
        <translation>フィンガープリント（SHA-256）:</translation>
    </message>
    <message>
        <source>Encrypted. The server&apos;s certificate is the one this computer knows.</source>
        <translation>暗号化されています。サーバーの証明書は、このコンピューターが記憶しているものと一致しています。</translation>
    </message>
    <message>
        <source>Its fingerprint in words:</source>
        <translation>単語で表したフィンガープリント:</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerDelegate</name>
    <message>
        <source>joined before</source>
        <translation>以前に参加</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerList</name>
    <message>
        <source>Looking for servers…</source>
        <translation>サーバーを探しています…</translation>
    </message>
    <message>
        <source>No server was found.</source>
        <translation>サーバーが見つかりませんでした。</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>サーバー</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerListModel</name>
    <message>
        <source>%1 at %2, fingerprint %3</source>
        <translation>%1、アドレス %2、フィンガープリント %3</translation>
    </message>
    <message>
        <source>%1 at %2, joined before</source>
        <translation>%1、アドレス %2、以前に参加</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerPage</name>
    <message>
        <source>Connecting…</source>
        <translation>接続中…</translation>
    </message>
</context>
<context>
    <name>maru::client::ServerRail</name>
    <message>
        <source>Another server…</source>
        <translation>別のサーバー…</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>サーバー</translation>
    </message>
</context>
<context>
    <name>maru::client::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>設定を検索</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>No setting has “%1”.</source>
        <translation>「%1」を含む設定はありません。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Smaller</source>
        <translation>小さく</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>大きく</translation>
    </message>
    <message>
        <source>As the system&apos;s</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Size of the text</source>
        <translation>文字のサイズ</translation>
    </message>
    <message>
        <source>%L1 px</source>
        <translation>%L1 px</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外観</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>ハイコントラスト</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>表示間隔</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <translation>ゆったり</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>コンパクト</translation>
    </message>
    <message>
        <source>Show the menu bar</source>
        <translation>メニューバーを表示</translation>
    </message>
    <message>
        <source>All commands keep their shortcuts without it; F1 lists them.</source>
        <translation>メニューバーがなくても、すべてのコマンドはショートカットで使えます。F1キーで一覧を表示します。</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>会話</translation>
    </message>
    <message>
        <source>The Enter key</source>
        <translation>Enterキー</translation>
    </message>
    <message>
        <source>Sends the message</source>
        <translation>メッセージを送信</translation>
    </message>
    <message>
        <source>Begins a new line</source>
        <translation>改行</translation>
    </message>
    <message>
        <source>Shift+Enter begins a new line.</source>
        <translation>Shift+Enterで改行します。</translation>
    </message>
    <message>
        <source>Ctrl+Enter sends the message.</source>
        <translation>Ctrl+Enterでメッセージを送信します。</translation>
    </message>
    <message>
        <source>Draw formatted text</source>
        <translation>書式を適用して表示</translation>
    </message>
    <message>
        <source>*italic*, **bold**, `code`, lists and quotes; else the signs are shown as they were typed.</source>
        <translation>*斜体*、**太字**、`コード`、リスト、引用。オフにすると、入力した記号のまま表示します。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Language of Maru</source>
        <translation>Maruの言語</translation>
    </message>
    <message>
        <source>Maru speaks another language from its next start on.</source>
        <translation>変更した言語は、次回のMaruの起動時から有効になります。</translation>
    </message>
</context>
<context>
    <name>maru::client::ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Find a command or a key</source>
        <translation>コマンドまたはキーを検索</translation>
    </message>
    <message>
        <source>Writing and reading</source>
        <translation>書き込みと閲覧</translation>
    </message>
    <message>
        <source>No command has “%1”.</source>
        <translation>「%1」を含むコマンドはありません。</translation>
    </message>
</context>
<context>
    <name>Store</name>
    <message numerus="yes">
        <source>The file with your unsent messages and drafts was damaged. %n of them could be read and are here again.</source>
        <translation>
            <numerusform>未送信のメッセージと下書きのファイルが破損していました。そのうち%n件を読み取り、復元しました。</numerusform>
        </translation>
    </message>
    <message>
        <source>The old file is kept as %1.</source>
        <translation>以前のファイルは%1として残してあります。</translation>
    </message>
    <message>
        <source>Some may be missing. The old file is kept as %1.</source>
        <translation>一部が失われている可能性があります。以前のファイルは%1として残してあります。</translation>
    </message>
    <message>
        <source>A later version of Maru has left unsent messages, which this one cannot read. They are kept as %1 until that version is started again.</source>
        <translation>より新しいバージョンのMaruが残した未送信のメッセージがありますが、このバージョンでは読み取れません。そのバージョンを再び起動するまで、%1として残しておきます。</translation>
    </message>
    <message>
        <source>Maru is already open under this name. What you write in this window is lost if it is closed before it is sent.</source>
        <translation>この名前でMaruがすでに開かれています。このウィンドウで書いた内容は、送信前にウィンドウを閉じると失われます。</translation>
    </message>
    <message>
        <source>Messages cannot be saved on this computer. Is the disk full? Do not close Maru before they are sent.</source>
        <translation>このコンピューターにメッセージを保存できません。ディスクがいっぱいになっていませんか？ 送信が終わるまでMaruを閉じないでください。</translation>
    </message>
    <message>
        <source>The message was not deleted: %1</source>
        <translation>メッセージを削除できませんでした: %1</translation>
    </message>
    <message>
        <source>The reaction was not kept: %1</source>
        <translation>リアクションを残せませんでした: %1</translation>
    </message>
    <message>
        <source>The message was not changed: %1</source>
        <translation>メッセージを編集できませんでした: %1</translation>
    </message>
    <message>
        <source>What you wrote: %1</source>
        <translation>書いた内容: %1</translation>
    </message>
    <message>
        <source>Too many changes wait for a connection. Please try again when there is one.</source>
        <translation>接続を待っている変更が多すぎます。接続してからもう一度お試しください。</translation>
    </message>
    <message>
        <source>This cannot be sent: it is empty, too long, or you may not write here now.</source>
        <translation>送信できません。内容が空か、長すぎるか、現在ここに書くことが許可されていません。</translation>
    </message>
    <message>
        <source>Your reply was not sent: %1</source>
        <translation>返信を送信できませんでした: %1</translation>
    </message>
    <message>
        <source>What proves your name cannot be saved on this computer. Is the disk full, or may nothing be written there? Set a password, or you cannot come back under this name.</source>
        <translation>この名前の持ち主であることを証明する情報を、このコンピューターに保存できません。ディスクがいっぱいになっているか、書き込みが禁止されていませんか？ パスワードを設定しないと、次からこの名前で入れません。</translation>
    </message>
    <message>
        <source>What you are writing cannot be saved on this computer. Is the disk full? Send it before you close Maru.</source>
        <translation>入力中の内容をこのコンピューターに保存できません。ディスクがいっぱいになっていませんか？ Maruを閉じる前に送信してください。</translation>
    </message>
</context>
<context>
    <name>maru::client::StrandedBar</name>
    <message>
        <source>Take back into the input</source>
        <translation>入力欄に戻す</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message numerus="yes">
        <source>%n more.</source>
        <translation>
            <numerusform>ほか%n件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Not sent, you are no longer in its room: “%1”</source>
        <translation>退出済みのルーム宛てのため、送信していません: 「%1」</translation>
    </message>
    <message>
        <source>Enter a room first</source>
        <translation>先にルームに入ってください</translation>
    </message>
</context>
<context>
    <name>maru::client::SwitcherDelegate</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>未読%n件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::TransferCard</name>
    <message>
        <source>Remove</source>
        <translation>外す</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
</context>
<context>
    <name>maru::client::Tray</name>
    <message>
        <source>Open Maru</source>
        <translation>Maruを開く</translation>
    </message>
    <message>
        <source>Quiet for an hour</source>
        <translation>1時間通知を停止</translation>
    </message>
    <message>
        <source>Quiet until tomorrow</source>
        <translation>明日まで通知を停止</translation>
    </message>
    <message>
        <source>Notify again</source>
        <translation>通知を再開</translation>
    </message>
    <message>
        <source>Notifications…</source>
        <translation>通知の設定…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>未読メッセージ %n件</numerusform>
        </translation>
    </message>
    <message>
        <source>quiet until %1</source>
        <translation>%1まで通知を停止中</translation>
    </message>
    <message>
        <source>quiet now</source>
        <translation>通知を停止中</translation>
    </message>
</context>
<context>
    <name>maru::client::TypingPeople</name>
    <message>
        <source>%1 is typing…</source>
        <translation>%1さんが入力中…</translation>
    </message>
    <message>
        <source>%1 and %2 are typing…</source>
        <translation>%1さんと%2さんが入力中…</translation>
    </message>
    <message numerus="yes">
        <source>%n people are typing…</source>
        <translation>
            <numerusform>%n人が入力中…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maru::client::WriteGate</name>
    <message>
        <source>This room is archived. It can be read, nothing more.</source>
        <translation>このルームはアーカイブ済みです。閲覧のみできます。</translation>
    </message>
    <message>
        <source>Class mode: only moderators can write.</source>
        <translation>授業モード: 書けるのはモデレーターだけです。</translation>
    </message>
    <message numerus="yes">
        <source>%n hand(s) up.</source>
        <translation>
            <numerusform>%n人が挙手しています。</numerusform>
        </translation>
    </message>
    <message>
        <source>Only moderators write in this room. You can read and react.</source>
        <translation>このルームに書けるのはモデレーターだけです。読むこととリアクションはできます。</translation>
    </message>
    <message>
        <source>You are muted here until %1.</source>
        <translation>%1まで、ここでの発言は禁止されています。</translation>
    </message>
    <message>
        <source>You are muted here by a moderator.</source>
        <translation>モデレーターにより、ここでの発言を禁止されています。</translation>
    </message>
    <message>
        <source>Class mode: only moderators can write just now.</source>
        <translation>授業モード: 現在書けるのはモデレーターだけです。</translation>
    </message>
    <message numerus="yes">
        <source>Slow mode: you can write again in %n second(s).</source>
        <translation>
            <numerusform>低速モード: あと%n秒で再び書けます。</numerusform>
        </translation>
    </message>
    <message>
        <source>Your hand is up.</source>
        <translation>挙手中です。</translation>
    </message>
</context>
</TS>
