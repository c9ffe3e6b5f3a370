// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/support/testcertificates.h"

#include <QCryptographicHash>
#include <QSslKey>

namespace maru::testing {

namespace {

// DER in base64.
constexpr const char *keyText =
    "MHcCAQEEIGjrtdmuHialisbYWS+f+t3QZ4Klh/18tpuSv8hLpkHLoAoGCCqGSM49AwEHoUQDQgAEU51CHGb4izZS"
    "dsHQZQlfuatPr7uHh3VzsnXx60xtC7RUudNuSzgWD2+ewMkyRaHomU6v8JFU7tzgcVtARHJ6nQ==";

constexpr const char *selfSignedText =
    "MIIBRDCB66ADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCU1hcnUgdGVzdDAgFw0yMDAxMDEwMDAwMDBa"
    "GA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJTWFydSB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
    "U51CHGb4izZSdsHQZQlfuatPr7uHh3VzsnXx60xtC7RUudNuSzgWD2+ewMkyRaHomU6v8JFU7tzgcVtARHJ6naMs"
    "MCowDAYDVR0TAQH/BAIwADAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIgMRKn"
    "OwqEfRts4Q+71edx5X/mKEygjLznbGg17BCcTWsCIQCmnZaserqbgs+d6q4QF+Xv1o47DMurA9m8nlQvX80NjA==";

constexpr const char *renewedText =
    "MIIBRDCB66ADAgECAgECMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCU1hcnUgdGVzdDAgFw0yMDAxMDEwMDAwMDBa"
    "GA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJTWFydSB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
    "U51CHGb4izZSdsHQZQlfuatPr7uHh3VzsnXx60xtC7RUudNuSzgWD2+ewMkyRaHomU6v8JFU7tzgcVtARHJ6naMs"
    "MCowDAYDVR0TAQH/BAIwADAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIgIfcK"
    "KvajIvsLcdOE9Ueuw2bWqmguVOPH0gvc/iAD0lACIQCmX19mi3K0b9FNX9YhWmJxbf8UE1A80W7Aa1cU3zfM8w==";

constexpr const char *expiredText =
    "MIIBQjCB6aADAgECAgEDMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCU1hcnUgdGVzdDAeFw0wMDAxMDEwMDAwMDBa"
    "Fw0wMTAxMDEwMDAwMDBaMBQxEjAQBgNVBAMMCU1hcnUgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFOd"
    "Qhxm+Is2UnbB0GUJX7mrT6+7h4d1c7J18etMbQu0VLnTbks4Fg9vnsDJMkWh6JlOr/CRVO7c4HFbQERyep2jLDAq"
    "MAwGA1UdEwEB/wQCMAAwGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49BAMCA0gAMEUCID8GqBEC"
    "dpCOxTmusGEWmxXMp+xEhlLT/Efp0ApTLu+LAiEA2ZjmHalzV8e5JD4JvkexeqhSMWJlaOm2vwEZWs6z5FA=";

constexpr const char *authorityText =
    "MIIBPzCB5qADAgECAgEEMAoGCCqGSM49BAMCMB4xHDAaBgNVBAMME01hcnUgdGVzdCBhdXRob3JpdHkwIBcNMjAw"
    "MTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMB4xHDAaBgNVBAMME01hcnUgdGVzdCBhdXRob3JpdHkwWTATBgcq"
    "hkjOPQIBBggqhkjOPQMBBwNCAAQMSxuHEA4Y9NsytJ0rKpewiTzlA1rCRluYGiidCoPGZH2TKsf45mwWEkbDdopJ"
    "S+niDtcGEWMF6RnWsvU0ULgAoxMwETAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCID+yXqE4j3mk"
    "DhNcnaabeIhJ4hO7nDcYZO+0X2oU4E6XAiEAh47PJs29O8TlukPS8CBlBZNlie+EvoPiuipU5XKQWiM=";

constexpr const char *vouchedForText =
    "MIIBWjCCAQGgAwIBAgIBBTAKBggqhkjOPQQDAjAeMRwwGgYDVQQDDBNNYXJ1IHRlc3QgYXV0aG9yaXR5MCAXDTIw"
    "MDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAgMR4wHAYDVQQDDBVNYXJ1IHRlc3Qgdm91Y2hlZCBmb3IwWTAT"
    "BgcqhkjOPQIBBggqhkjOPQMBBwNCAARTnUIcZviLNlJ2wdBlCV+5q0+vu4eHdXOydfHrTG0LtFS5025LOBYPb57A"
    "yTJFoeiZTq/wkVTu3OBxW0BEcnqdoywwKjAMBgNVHRMBAf8EAjAAMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAA"
    "ATAKBggqhkjOPQQDAgNHADBEAiBOxYAIoauounRm2kywxTnpYjlTUa599o6Yqcj3PrVqOAIgMAuOmplF2uOmAryf"
    "Heri9LHJJP1UbB4zbDrdXAWWJhA=";

constexpr const char *vouchedForElsewhereText =
    "MIIBWDCB/qADAgECAgEGMAoGCCqGSM49BAMCMB4xHDAaBgNVBAMME01hcnUgdGVzdCBhdXRob3JpdHkwIBcNMjAw"
    "MTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMB4xHDAaBgNVBAMME01hcnUgdGVzdCBlbHNld2hlcmUwWTATBgcq"
    "hkjOPQIBBggqhkjOPQMBBwNCAARTnUIcZviLNlJ2wdBlCV+5q0+vu4eHdXOydfHrTG0LtFS5025LOBYPb57AyTJF"
    "oeiZTq/wkVTu3OBxW0BEcnqdoyswKTAMBgNVHRMBAf8EAjAAMBkGA1UdEQQSMBCCDmVsc2V3aGVyZS50ZXN0MAoG"
    "CCqGSM49BAMCA0kAMEYCIQDaVZEcTsbCD080h0uQDcrGB8l4456wG8tuZIxwV7tvogIhAMyWRxarbs5NbxBJ5W10"
    "W1inbqjN+PVzliG2HCT8YYf5";

constexpr const char *vouchedForExpiredText =
    "MIIBVDCB+6ADAgECAgEHMAoGCCqGSM49BAMCMB4xHDAaBgNVBAMME01hcnUgdGVzdCBhdXRob3JpdHkwHhcNMDAw"
    "MTAxMDAwMDAwWhcNMDEwMTAxMDAwMDAwWjAcMRowGAYDVQQDDBFNYXJ1IHRlc3QgZXhwaXJlZDBZMBMGByqGSM49"
    "AgEGCCqGSM49AwEHA0IABFOdQhxm+Is2UnbB0GUJX7mrT6+7h4d1c7J18etMbQu0VLnTbks4Fg9vnsDJMkWh6JlO"
    "r/CRVO7c4HFbQERyep2jLDAqMAwGA1UdEwEB/wQCMAAwGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqG"
    "SM49BAMCA0gAMEUCICDhXPeXB5KRdR9JlWcdkP8OaHEYkMt7VxPwjxIICu1RAiEApilHZwPY3dQ+SeEeciXj5pDj"
    "g+T4bFybW/E1yaeG/JM=";

const char *textOf(TestCertificate which)
{
    switch (which) {
    case TestCertificate::SelfSigned:
        return selfSignedText;
    case TestCertificate::Renewed:
        return renewedText;
    case TestCertificate::Expired:
        return expiredText;
    case TestCertificate::Authority:
        return authorityText;
    case TestCertificate::VouchedFor:
        return vouchedForText;
    case TestCertificate::VouchedForElsewhere:
        return vouchedForElsewhereText;
    case TestCertificate::VouchedForExpired:
        return vouchedForExpiredText;
    }
    return nullptr;
}

} // namespace

QSslCertificate testCertificate(TestCertificate which)
{
    return QSslCertificate(QByteArray::fromBase64(textOf(which)), QSsl::Der);
}

QByteArray fingerprintOf(TestCertificate which)
{
    return testCertificate(which).digest(QCryptographicHash::Sha256);
}

QSslConfiguration serverTls(TestCertificate which)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(testCertificate(which));
    tls.setPrivateKey(QSslKey(QByteArray::fromBase64(keyText), QSsl::Ec, QSsl::Der));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    return tls;
}

} // namespace maru::testing
