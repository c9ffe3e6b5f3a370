// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/filedownload.h"

#include "common/clientlimits.h"

#include <QRandomGenerator>
#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

FileDownload::FileDownload(FileLink &link, const File &file, const QString &path, QObject *parent,
                           SaveFile::Opener opener)
    : QObject(parent)
    , m_link(link)
    , m_file(file)
    , m_path(path)
    , m_opener(std::move(opener))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &FileDownload::goOn);
    connect(&link, &FileLink::opened, this, [this] {
        if (mayRun()) {
            m_policy.reset();
            goOn();
        }
    });
    connect(&link, &FileLink::closed, this, [this] {
        if (mayRun()) {
            stopRequest();
            setState(State::Waiting);
        }
    });
}

FileDownload::~FileDownload()
{
    stopRequest();
}

void FileDownload::stopRequest()
{
    m_retry.stop();
    if (m_request) {
        m_request->abort();
        m_request->deleteLater();
        m_request = nullptr;
    }
}

void FileDownload::start()
{
    if (m_isStarted || m_state == State::Done) {
        return;
    }
    m_isStarted = true;
    m_failure = {};
    setState(State::Waiting);
    beginAnew();
    m_retry.start(0); // whoever asks is never answered from inside
}

bool FileDownload::mayRun() const
{
    return m_isStarted && !m_isPaused && !m_isWhole;
}

void FileDownload::pause()
{
    if (mayRun()) {
        m_isPaused = true;
        stopRequest();
        setState(State::Paused);
    }
}

void FileDownload::resume()
{
    if (std::exchange(m_isPaused, false)) {
        setState(State::Waiting);
        m_retry.start(0);
    }
}

void FileDownload::beginAnew()
{
    m_received = 0;
    m_bytes.clear();
    m_hash.reset();
    m_target.reset();
    m_unwritten = 0;
    m_isWhole = false;
    m_isHeld = false;
}

void FileDownload::goOn()
{
    stopRequest();
    if (!m_link.isOpen()) {
        setState(State::Waiting);
        return;
    }
    if (m_path.isEmpty() && m_file.bytes > limits::maxPictureBytes) {
        fail(FileFailure::Kind::TooLarge);
        return;
    }
    setState(State::Running);
    if (!m_path.isEmpty() && !m_target) {
        m_target = std::make_unique<SaveFile>(m_path, m_opener);
        ++m_unwritten;
        m_target->open([this](bool isDone) { takeWritten(isDone); });
    }
    m_isHeld = m_unwritten > 0;
    if (m_isHeld) {
        return; // what came would wait
    }
    m_hasBegun = false;
    FileLink::Headers headers;
    if (m_received > 0) {
        headers.append({"Range", "bytes=" + QByteArray::number(m_received) + '-'});
    }
    const QByteArray path = "/files/" + QUrl::toPercentEncoding(m_file.id.toString());
    FileRequest *const request = m_link.request("GET", path, headers, {}, this);
    m_request = request;
    connect(request, &FileRequest::bytesReceived, this, &FileDownload::take);
    connect(request, &FileRequest::answered, this, [this, request](const FileAnswer &answer) {
        request->deleteLater();
        m_request = nullptr;
        takeEnd(answer);
    });
    connect(request, &FileRequest::failed, this, [this, request](bool isTrusted) {
        request->deleteLater();
        m_request = nullptr;
        isTrusted ? retryLater() : fail(FileFailure::Kind::NotTrusted);
    });
}

void FileDownload::take(bool isPart)
{
    if (!m_request || (m_unwritten > 0 && !m_request->isAtEnd())) {
        return; // what has come meanwhile waits there, and what has not at the server
    }
    const QByteArray bytes = m_request->takeBytes();
    if (bytes.isEmpty()) {
        return;
    }
    m_isPart = isPart;
    if (!isPart && m_received > 0 && !m_hasBegun) {
        m_received = 0; // the server begins from the beginning
        m_bytes.clear();
        m_hash.reset();
        if (m_target) {
            ++m_unwritten;
            m_target->restart([this](bool isDone) { takeWritten(isDone); });
        }
    }
    m_hasBegun = true;
    if (m_received + bytes.size() > m_file.bytes) {
        fail(FileFailure::Kind::Damaged);
        return;
    }
    m_hash.addData(bytes);
    m_received += bytes.size();
    keep(bytes);
    m_policy.reset();
    emit changed();
}

void FileDownload::keep(const QByteArray &bytes)
{
    if (m_target) {
        ++m_unwritten;
        m_target->write(bytes, [this](bool isDone) { takeWritten(isDone); });
    } else {
        m_bytes += bytes;
    }
}

void FileDownload::takeWritten(bool isWritten)
{
    if (!m_isStarted) {
        return; // it has failed meanwhile
    }
    --m_unwritten;
    if (!isWritten) {
        fail(FileFailure::Kind::Unwritable);
    } else if (m_unwritten == 0 && m_isHeld && !m_isPaused) {
        goOn();
    } else if (m_unwritten == 0) {
        take(m_isPart);
    }
}

void FileDownload::takeEnd(const FileAnswer &answer)
{
    switch (answer.status) {
    case 200:
    case 206:
        m_received == m_file.bytes ? finish() : retryLater();
        return;
    case 401:
        fail(FileFailure::Kind::SignIn);
        return;
    case 403:
        fail(FileFailure::Kind::NotAllowed);
        return;
    case 404:
        fail(FileFailure::Kind::NotThere);
        return;
    case 416: // it is not as long as the message says
        fail(FileFailure::Kind::Damaged);
        return;
    case 429:
    case 500:
    case 502:
    case 503:
        retryLater(answer.retryAfterMs);
        return;
    default:
        fail(FileFailure::Kind::Refused);
    }
}

void FileDownload::finish()
{
    const QString hash = QString::fromLatin1(m_hash.result().toHex());
    if (!m_file.sha256.isEmpty() && hash != m_file.sha256.toLower()) {
        fail(FileFailure::Kind::Damaged);
        return;
    }
    m_isWhole = true;
    if (!m_target) {
        conclude();
        return;
    }
    m_target->commit([this](bool isDone) {
        if (m_isStarted) { // else writing has failed before
            isDone ? conclude() : fail(FileFailure::Kind::Unwritable);
        }
    });
}

void FileDownload::conclude()
{
    m_isStarted = false;
    const QPointer self(this);
    setState(State::Done);
    if (self) {
        emit done();
    }
}

void FileDownload::retryLater(int atLeastMs)
{
    const int waitMs = m_policy.nextDelayMs(QRandomGenerator::global()->generateDouble());
    m_retry.start(std::max(waitMs, atLeastMs));
    setState(m_link.isOpen() ? State::Running : State::Waiting);
}

void FileDownload::fail(FileFailure::Kind kind)
{
    stopRequest();
    m_isStarted = false;
    m_isPaused = false;
    if (m_target) {
        m_target->cancel(); // nothing is left of it
    }
    m_bytes.clear();
    m_failure = {kind, m_file.name, 0};
    const QPointer self(this);
    setState(State::Failed);
    if (self) {
        emit failed(m_failure);
    }
}

void FileDownload::setState(State state)
{
    m_state = state;
    emit changed();
}

} // namespace maru::client
