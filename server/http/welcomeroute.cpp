// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/welcomeroute.h"

#include "server/http/qrcode.h"

#include <QCryptographicHash>
#include <QHostAddress>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qsizetype maxShownAddressChars = 255; // as long as a host name can be

// Black on white, or the other way round where the system is dark; one column that fits a phone.
constexpr char style[] =
    ":root{color-scheme:light dark}"
    "body{font:1.05em/1.6 system-ui,\"Noto Sans CJK KR\",\"Noto Sans KR\",sans-serif;"
    "max-width:40em;margin:0 auto;padding:1.5em 1em;"
    "overflow-wrap:anywhere;word-break:keep-all}"
    "header{display:flex;gap:.8em;align-items:center;margin:0 0 1em}"
    "header img{flex:none}"
    "h1{font-size:1.6em;line-height:1.25;margin:0}"
    "h2{font-size:1.05em;margin:1.6em 0 .2em}"
    "ol{margin:.2em 0;padding-left:1.4em}"
    "code{font-size:1.1em;font-weight:600}"
    ".join{display:flex;flex-wrap:wrap;gap:1.2em;align-items:center}"
    ".join svg{width:11em;height:11em;border-radius:.4em}"
    ".join p{margin:.3em 0;flex:1 1 14em}"
    ".join code{display:block;font-size:1.35em}"
    ".open{display:inline-block;margin-top:.6em;padding:.45em 1em;border-radius:.5em;"
    "background:#1e6b57;color:#fff;text-decoration:none}"
    ".open:focus-visible{outline:3px solid currentColor;outline-offset:2px}"
    ".finger{font-size:.85em;font-weight:400}"
    "small{opacity:.8}";

// A page can do nothing here but be styled, only by what stands above, and show the icon.
QByteArray securityPolicy()
{
    const QByteArray hash =
        QCryptographicHash::hash(QByteArrayView(style), QCryptographicHash::Sha256).toBase64();
    return "default-src 'none'; style-src 'sha256-" + hash
        + "'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

// %1 name, %2 QR with its figure, %3 address, %4 link, %5 fingerprint lines, %6 style
constexpr char16_t page[] = uR"(<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%1</title><link rel="icon" type="image/svg+xml" href="/icon.svg"><style>%6</style></head>
<body><header><img src="/icon.svg" alt="Maru" width="48" height="48"><h1>%1</h1></header>
<div class="join">%2<p>서버 주소 · <span lang="en">Server address</span><code>%3</code>%4</p></div>
<h2>들어오는 방법</h2>
<ol><li>마루(Maru) 프로그램을 열고 서버 주소에 위의 주소를 입력하세요. 같은 네트워크에 있어야 합니다.</li>
<li>옆 사람이 휴대전화 카메라로 QR 코드를 찍으면 이 페이지가 열립니다.</li>
<li>처음 들어온 뒤 “내 정보”에서 인증서 지문을 볼 수 있습니다. 관리자가 알려 준 지문과 같은지 확인하세요.</li>
<li>마루가 없으면 이 서버의 관리자에게 설치 파일을 받으세요.</li></ol>
<h2 lang="en">How to join</h2>
<ol lang="en"><li>Open Maru and enter the address above. You must be in the same network.</li>
<li>The QR code opens this page on the phone next to you.</li>
<li>After you have joined, “You…” shows the fingerprint of the certificate. Compare it with the one the administrator told you.</li>
<li>You have no Maru yet? Whoever runs this server has the installer.</li></ol>
%5</body></html>
)";

/// An address that stands in a Host header, if it looks like one.
QString hostOf(const HttpRequest &request)
{
    const QByteArray host = request.header("Host");
    const bool isPlausible = !host.isEmpty() && host.size() <= maxShownAddressChars
        && std::all_of(host.cbegin(), host.cend(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                   || QByteArrayView(".-:[]").contains(c);
           });
    return isPlausible ? QString::fromLatin1(host) : QString();
}

bool hasPort(const QString &host)
{
    return host.lastIndexOf(u':') > host.lastIndexOf(u']');
}

/// Of use on this machine only.
bool isLoopbackHost(const QString &host)
{
    QString name = hasPort(host) ? host.left(host.lastIndexOf(u':')) : host;
    if (name.startsWith(u'[') && name.endsWith(u']')) {
        name = name.mid(1, name.size() - 2);
    }
    return name.compare(u"localhost", Qt::CaseInsensitive) == 0 || QHostAddress(name).isLoopback();
}

/// How this request came, as others can repeat it.
struct Way
{
    QString address; ///< host, and the port if it must be named; may be empty
    QString url; ///< of this page
    QString link; ///< for Maru
};

Way wayOf(const HttpRequest &request, const WelcomeInfo &info)
{
    Way way;
    way.address = hostOf(request);
    // Behind a proxy its certificate counts, not ours, and nobody here knows that one.
    const QByteArray forwarded = request.header("X-Forwarded-Proto");
    const bool isProxied = !forwarded.isEmpty() || request.hasHeader("X-Forwarded-For");
    if (!isProxied && (way.address.isEmpty() || isLoopbackHost(way.address)) && info.addresses) {
        way.address = info.addresses().value(0, way.address);
    }
    if (way.address.isEmpty()) {
        return way;
    }
    const bool isTls = forwarded == QByteArrayView("https");
    way.url = (isTls ? u"https://"_s : u"http://"_s) + way.address + u'/';
    way.link = u"maru://"_s + way.address;
    if (!hasPort(way.address)) {
        way.link += isTls ? u":443"_s : u":80"_s; // what a browser means is not what Maru means
    }
    if (!isProxied && !info.fingerprint.isEmpty()) {
        way.link += u'#' + QString::fromLatin1(info.fingerprint.toHex());
    }
    return way;
}

QString fingerprintLines(const QByteArray &fingerprint)
{
    if (fingerprint.isEmpty()) {
        return {};
    }
    return u"<h2>인증서 지문 · <span lang=\"en\">Fingerprint of the certificate</span></h2>\n"
           u"<p><code class=\"finger\">SHA-256 %1</code><br><small>이 페이지를 암호화 없이 "
           u"열었다면 "
           u"지문도 믿을 수 없습니다. <span lang=\"en\">A page that came without encryption proves "
           u"nothing: ask the administrator.</span></small></p>\n"_s.arg(
               QString::fromLatin1(fingerprint.toHex(':').toUpper().replace(":", ":<wbr>")));
}

} // namespace

Routes::Answer welcomeRoute(std::function<WelcomeInfo()> info)
{
    Q_ASSERT(info);
    return [info = std::move(info), policy = securityPolicy()](const HttpRequest &request) {
        const WelcomeInfo now = info();
        const Way way = wayOf(request, now);
        const std::optional<QByteArray> code =
            way.url.isEmpty() ? std::nullopt : qrSvg(way.url.toLatin1());
        const QString link = way.link.isEmpty()
            ? QString()
            : u"<a class=\"open\" href=\"%1\">마루로 열기 · <span lang=\"en\">Open in "
              u"Maru</span></a>"_s.arg(way.link.toHtmlEscaped());

        HttpResponse response;
        response.contentType = QByteArrayLiteral("text/html; charset=utf-8");
        response.body =
            QString::fromUtf16(page)
                .arg(now.serverName.toHtmlEscaped(),
                     QString::fromLatin1(code.value_or(QByteArray())), way.address.toHtmlEscaped(),
                     link, fingerprintLines(now.fingerprint), QString::fromLatin1(style))
                .toUtf8();
        response.headers = {{"Content-Security-Policy", policy},
                            {"Referrer-Policy", "no-referrer"}};
        return response;
    };
}

} // namespace maru::server
