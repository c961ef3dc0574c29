/** Two certificates for `hooks.example.test` that sign themselves, made for these tests and used nowhere else. */

/** A certificate and its key. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** The one that a test lets be trusted. */
export const TRUSTED: Certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkvkjgBGt2qO6SUTU
caiF8X51eWuSQVWLrmw9gFdwRd+hRANCAATZQLD16mbzh34lzDACcV+6sE/saV1D
81mFijm7ki2dNUxPqgXembMgGkdrwshb67c6AWo2lsagCzGZYDK2/JAn
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBrzCCAVagAwIBAgIUc3zJGgMJg3ZFyur75cJC+9ufosQwCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwSaG9va3MuZXhhbXBsZS50ZXN0MCAXDTI2MTEyMjAzNTIyNVoY
DzIxMjYxMDI5MDM1MjI1WjAdMRswGQYDVQQDDBJob29rcy5leGFtcGxlLnRlc3Qw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATZQLD16mbzh34lzDACcV+6sE/saV1D
81mFijm7ki2dNUxPqgXembMgGkdrwshb67c6AWo2lsagCzGZYDK2/JAno3IwcDAd
BgNVHQ4EFgQUGV+gTDiRiPmdNLV/8yo4+m3j2MIwHwYDVR0jBBgwFoAUGV+gTDiR
iPmdNLV/8yo4+m3j2MIwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHREEFjAUghJob29r
cy5leGFtcGxlLnRlc3QwCgYIKoZIzj0EAwIDRwAwRAIgVeqonQ0dSTZHZuUlr9S3
wGqThD/2VumD1BcYLHZc0SgCICiQXKtljGEbG7zb5atuq22tgeA28rm3HNcUW8Da
YGdB
-----END CERTIFICATE-----`,
};

/** The one that nobody trusts. */
export const UNTRUSTED: Certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2VY1woydaqxfwiVQ
I7W5LHmzvuF/zf0/G1D3iwMiEXGhRANCAAQZywki4BVL8M9YJ/5lwK953ITFHHxN
hv4If+LBa3YDa8qPZ4+YA9DvTbSyQ3PaSe/fgHbVe9McFy4R2+qnfLq+
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBszCCAVigAwIBAgIUR/lugr449ATMzdQ1seZhIWSesYswCgYIKoZIzj0EAwIw
HjEcMBoGA1UEAwwTbm9ib2R5LmV4YW1wbGUudGVzdDAgFw0yNjExMjIwMzUyMjVa
GA8yMTI2MTAyOTAzNTIyNVowHjEcMBoGA1UEAwwTbm9ib2R5LmV4YW1wbGUudGVz
dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBnLCSLgFUvwz1gn/mXAr3nchMUc
fE2G/gh/4sFrdgNryo9nj5gD0O9NtLJDc9pJ79+AdtV70xwXLhHb6qd8ur6jcjBw
MB0GA1UdDgQWBBRRqYzqHND16nTBK9j3SZ6cHbFr2zAfBgNVHSMEGDAWgBRRqYzq
HND16nTBK9j3SZ6cHbFr2zAPBgNVHRMBAf8EBTADAQH/MB0GA1UdEQQWMBSCEmhv
b2tzLmV4YW1wbGUudGVzdDAKBggqhkjOPQQDAgNJADBGAiEAzuGPQIgJ+PZIh+1k
I0C1BId3sZtk63H/jSZXLFBszjQCIQDQSNEXYVIFX7hr7oXTi/8i027CajJR4HvT
ZsVT2LUTUg==
-----END CERTIFICATE-----`,
};
