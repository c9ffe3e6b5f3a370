// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/files/fileupload.h"

#include "common/chat/objects.h"
#include "common/clientlimits.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QByteArray pathOf(const FileId &id)
{
    return "/files/" + QUrl::toPercentEncoding(id.toString());
}

ApiError errorIn(const FileAnswer &answer)
{
    const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    ApiError error;
    error.code = errorCodeFromWire(object.value("code"_L1).toString());
    error.limit = object.value("limit"_L1).toInteger();
    return error;
}

} // namespace

FileUpload::FileUpload(FileLink &link, const LocalFile &file, const RoomId &room, const FileId &id,
                       QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_file(file)
    , m_room(room)
    , m_id(id)
    , m_reader(file)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &FileUpload::goOn);
    connect(&link, &FileLink::opened, this, [this] {
        if (m_state == State::Waiting || m_state == State::Running) {
            m_policy.reset();
            goOn();
        }
    });
    connect(&link, &FileLink::closed, this, [this] {
        if (m_state == State::Running) {
            stopRequest();
            m_offset = -1;
            setState(State::Waiting);
        }
    });
}

FileUpload::~FileUpload()
{
    stopRequest();
}

void FileUpload::start()
{
    if (m_state == State::Done || m_state == State::Running) {
        return;
    }
    m_failure = {};
    m_losses = 0;
    m_policy.reset();
    setState(State::Waiting);
    goOn();
}

void FileUpload::pause()
{
    if (m_state == State::Waiting || m_state == State::Running) {
        stopRequest();
        m_offset = -1;
        setState(State::Paused);
    }
}

void FileUpload::cancel()
{
    stopRequest();
    forget(m_link, m_id);
    m_id = {};
    m_offset = -1;
    m_sent = 0;
    setState(State::Idle);
}

void FileUpload::forget(FileLink &link, const FileId &id)
{
    if (id.isNull() || !link.isOpen()) {
        return;
    }
    // Nobody waits for the answer: what is left over is forgotten by itself.
    FileRequest *const request = link.request("DELETE", pathOf(id), {}, {}, &link);
    connect(request, &FileRequest::answered, request, &QObject::deleteLater);
    connect(request, &FileRequest::failed, request, &QObject::deleteLater);
}

void FileUpload::stopRequest()
{
    m_retry.stop();
    m_reader.stop();
    if (m_request) {
        m_request->abort();
        m_request->deleteLater();
        m_request = nullptr;
    }
}

void FileUpload::goOn()
{
    stopRequest();
    if (!m_link.isOpen()) {
        setState(State::Waiting);
        return;
    }
    setState(State::Running);
    if (m_id.isNull()) {
        begin();
    } else if (m_offset < 0) {
        askOffset();
    } else {
        sendSlice();
    }
}

void FileUpload::ask(const QByteArray &method, const QByteArray &path,
                     const FileLink::Headers &headers, const QByteArray &body, Take take)
{
    FileRequest *const request = m_link.request(method, path, headers, body, this);
    m_request = request;
    connect(request, &FileRequest::bodyProgressed, this, [this](qint64 bytes) {
        m_sent = std::max(m_sent, std::min(m_offset + bytes, m_file.bytes));
        emit changed();
    });
    connect(request, &FileRequest::answered, this, [this, request, take](const FileAnswer &answer) {
        request->deleteLater();
        m_request = nullptr;
        (this->*take)(answer);
    });
    connect(request, &FileRequest::failed, this, [this, request](bool isTrusted) {
        request->deleteLater();
        m_request = nullptr;
        m_offset = -1; // what arrived is not known
        isTrusted ? retryLater() : fail(FileFailure::Kind::NotTrusted);
    });
}

void FileUpload::begin()
{
    // Its first slice is read first: nothing is begun for a file that cannot be sent.
    readSlice(0, [this](const QByteArray &) { create(); });
}

void FileUpload::create()
{
    m_sent = 0;
    const QByteArray path = "/files?room=" + QUrl::toPercentEncoding(m_room.toString())
        + "&name=" + QUrl::toPercentEncoding(m_file.name);
    FileLink::Headers headers;
    if (m_file.bytes > 0) { // nothing can stop in the middle of nothing
        headers.append({"Upload-Length", QByteArray::number(m_file.bytes)});
    }
    ask("POST", path, headers, QByteArray(""), &FileUpload::takeBegun);
}

void FileUpload::takeBegun(const FileAnswer &answer)
{
    if (answer.status != 201) {
        if (!refused(answer)) {
            fail(FileFailure::Kind::Refused);
        }
        return;
    }
    if (m_file.bytes == 0) {
        const auto file =
            fileFromJson(QJsonDocument::fromJson(answer.body).object().value("file"_L1).toObject());
        const auto bare = fileFromJson(QJsonDocument::fromJson(answer.body).object());
        if (!file && !bare) {
            fail(FileFailure::Kind::Refused);
            return;
        }
        m_id = file ? file->id : bare->id;
        finish();
        return;
    }
    m_id = FileId(QString::fromLatin1(answer.location.mid(answer.location.lastIndexOf('/') + 1)));
    if (m_id.isNull() || m_id.toString().size() > limits::maxIdChars) {
        m_id = {};
        fail(FileFailure::Kind::Refused);
        return;
    }
    m_offset = 0;
    m_kept = 0;
    const QPointer self(this);
    emit begun(m_id);
    if (self && m_state == State::Running) {
        sendSlice();
    }
}

void FileUpload::askOffset()
{
    ask("HEAD", pathOf(m_id), {}, {}, &FileUpload::takeOffset);
}

void FileUpload::takeOffset(const FileAnswer &answer)
{
    if (answer.status == 200 || answer.status == 204) {
        if (!answer.uploadOffset) {
            finish(); // a file by now
            return;
        }
        // With all of its bytes it may still be an upload; one more slice, an empty one, ends it.
        m_offset = std::min(*answer.uploadOffset, m_file.bytes);
        m_sent = m_offset;
        if (m_offset < std::exchange(m_kept, m_offset) && isLostTooOften()) {
            return; // its disk takes it, and does not keep it
        }
        const QPointer self(this);
        emit changed();
        if (self && m_state == State::Running) {
            sendSlice();
        }
    } else if (answer.status == 404) { // the server has forgotten it, which it does after a day
        m_id = {};
        goOnAfterLoss();
    } else if (!refused(answer)) {
        fail(FileFailure::Kind::Refused);
    }
}

void FileUpload::readSlice(qint64 offset, std::function<void(const QByteArray &)> then)
{
    m_reader.read(offset, [this, then = std::move(then)](const Slice &slice) {
        slice ? then(*slice) : fail(slice.error());
    });
}

void FileUpload::sendSlice()
{
    readSlice(m_offset, [this](const QByteArray &slice) {
        ask("PATCH", pathOf(m_id), {{"Upload-Offset", QByteArray::number(m_offset)}},
            slice.isNull() ? QByteArray("") : slice, // which has a length, if none
            &FileUpload::takeSlice);
    });
}

void FileUpload::takeSlice(const FileAnswer &answer)
{
    if (answer.status == 201) {
        finish();
    } else if (answer.status == 204 && answer.uploadOffset && *answer.uploadOffset > m_offset
               && *answer.uploadOffset <= m_file.bytes) {
        m_offset = *answer.uploadOffset;
        m_sent = m_offset;
        m_kept = m_offset;
        m_policy.reset();
        const QPointer self(this);
        emit changed();
        if (self && m_state == State::Running) {
            m_offset < m_file.bytes ? sendSlice() : askOffset();
        }
    } else if (answer.status == 409) {
        m_offset = -1;
        retryLater();
    } else if (answer.status == 404) {
        goOnAfterLoss(); // it may be a file by now
    } else if (!refused(answer)) {
        fail(FileFailure::Kind::Refused);
    }
}

void FileUpload::goOnAfterLoss()
{
    m_offset = -1;
    if (!isLostTooOften()) {
        goOn();
    }
}

bool FileUpload::isLostTooOften()
{
    if (++m_losses <= limits::mostUploadLosses) {
        return false;
    }
    fail(FileFailure::Kind::NotThere);
    return true;
}

// False if nothing is known that would fit the answer.
bool FileUpload::refused(const FileAnswer &answer)
{
    const ApiError error = errorIn(answer);
    switch (answer.status) {
    case 400:
        fail(m_id.isNull() ? FileFailure::Kind::BadName : FileFailure::Kind::Refused);
        return true;
    case 401:
        fail(FileFailure::Kind::SignIn);
        return true;
    case 403:
        fail(FileFailure::Kind::NotAllowed);
        return true;
    case 404: // of a server that has no files
        fail(FileFailure::Kind::NoFiles);
        return true;
    case 413: {
        const bool isOfOne = m_file.bytes > error.limit && error.limit != m_limits.quotaBytes;
        fail(isOfOne ? FileFailure::Kind::TooLarge : FileFailure::Kind::QuotaFull, error.limit);
        return true;
    }
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
        m_offset = -1;
        retryLater(answer.retryAfterMs);
        return true;
    case 507:
        fail(FileFailure::Kind::ServerFull);
        return true;
    default:
        return false;
    }
}

void FileUpload::retryLater(int atLeastMs)
{
    const int waitMs = m_policy.nextDelayMs(QRandomGenerator::global()->generateDouble());
    m_retry.start(std::max(waitMs, atLeastMs));
    setState(m_link.isOpen() ? State::Running : State::Waiting);
}

void FileUpload::finish()
{
    m_sent = m_file.bytes;
    m_offset = m_file.bytes;
    m_reader.stop();
    const QPointer self(this);
    setState(State::Done);
    if (self) {
        emit done(m_id);
    }
}

void FileUpload::fail(FileFailure::Kind kind, qint64 limit)
{
    stopRequest();
    m_offset = -1;
    m_failure = {kind, m_file.name, limit};
    const QPointer self(this);
    setState(State::Failed);
    if (self) {
        emit failed(m_failure);
    }
}

void FileUpload::setState(State state)
{
    m_state = state;
    emit changed();
}

} // namespace maru::client
