"""The programs that a `build-bundle` step runs in the sick interpreter: Python 2.7.9 and newer.

Both join pip's own roots with CA files into one PEM file and print until when each added
certificate is valid. Nothing is written when one cannot be loaded. `JOIN` is short enough to be
read before it is pasted, and takes PEM; `CONVERT` also takes DER, PKCS #7 and UTF-16 text, and
prints fingerprints. pip's files are found without importing what it vendors, which runs into a
circular import from pip 19.2 on.

They are pasted as one line, so every line is a statement of its own, without the characters that
some shell would change inside double quotes.
"""

from __future__ import annotations

from collections.abc import Iterable

JOIN = r"""
import glob,os,ssl,sys,pip
own=glob.glob(os.path.join(os.path.dirname(pip.__file__),'_vendor','*','cacert.pem'))
roots=(own+['/etc/ssl/certs/ca-certificates.crt','/etc/pki/tls/certs/ca-bundle.crt'])
added=[c for p in sys.argv[2:] for c in ssl.create_default_context(cafile=p).get_ca_certs()]
parts=[open(p,'rb').read() for p in [p for p in roots if os.path.exists(p)][:1]+sys.argv[2:]]
done=open(sys.argv[1],'wb').write(os.linesep.encode('ascii').join(parts))
done=sys.stdout.write(os.linesep.join(['valid until '+c['notAfter'] for c in added]+['']))
"""

CONVERT = r"""
import base64,binascii,codecs,glob,hashlib,os,re,ssl,sys,pip
# pip's own bundle, wherever this release keeps it; a distribution's pip uses the system's.
system=[ssl.get_default_verify_paths().cafile,'/etc/ssl/certs/ca-certificates.crt',
 '/etc/pki/tls/certs/ca-bundle.crt']
own=glob.glob(os.path.join(os.path.dirname(pip.__file__),'_vendor','*','cacert.pem'))
roots=(own+[p for p in system if p and os.path.exists(p)])[0]
# DER: where the content of the element at i starts and ends; its children as (start, end).
start=lambda b,i:i+2+max(0,b[i+1]-128)
long=lambda b,i:int(binascii.hexlify(bytes(b[i+2:start(b,i)])),16)
end=lambda b,i:start(b,i)+(long(b,i) if b[i+1]>127 else b[i+1])
row=lambda b,i,e:[(i,end(b,i))]+row(b,end(b,i),e) if i<e else []
inside=lambda b,i:row(b,start(b,i),end(b,i))
# PKCS #7 (RFC 2315, section 9.1): ContentInfo, [0], SignedData, [0], certificates.
signed=lambda b:inside(b,inside(b,inside(b,0)[1][0])[0][0])[3:]
pkcs7=lambda b:[bytes(b[s:e]) for i,_ in signed(b) if b[i]==160 for s,e in inside(b,i)]
is7=lambda b:binascii.unhexlify('2a864886f70d010702') in b[:40]
ders=lambda b:pkcs7(bytearray(b)) if is7(b) else [b[:end(bytearray(b),0)]]
# PEM blocks, if there are any; text that PowerShell saved as UTF-16 first becomes plain.
wide=lambda b:b[:2] in (codecs.BOM_UTF16_LE,codecs.BOM_UTF16_BE)
plain=lambda b:b.decode('utf-16').encode('ascii','ignore') if wide(b) else b
blocks=lambda b:re.findall(b'-----BEGIN [A-Z0-9 ]*(?:CERTIFICATE|PKCS7|CMS)-----([^-]*)-----END',b)
read=lambda b:[d for t in [base64.b64decode(t) for t in blocks(b)] or [b] for d in ders(t)]
added=[d for p in sys.argv[2:] for d in read(plain(open(p,'rb').read()))]
# Loading each one proves that it is a certificate, before anything is written.
pem=lambda d:ssl.DER_cert_to_PEM_cert(d).encode('ascii')
load=lambda t:(ssl.create_default_context(cadata=t.decode('ascii')).get_ca_certs() or [{}])[0]
told=[(hashlib.sha256(d).hexdigest(),load(pem(d))) for d in added]
done=open(sys.argv[1],'wb').write(open(roots,'rb').read().rstrip()+
 os.linesep.encode('ascii')+b''.join(map(pem,added)))
name=lambda c:','.join(v for r in c.get('subject',()) for k,v in r)
said=[' '.join(['SHA-256',h,'until',c.get('notAfter','(no CA)'),repr(name(c))]) for h,c in told]
done=sys.stdout.write(os.linesep.join(said+['']))
"""


_OTHER_FORMS = (".cer", ".der", ".p7b", ".p7c", ".p7s")
"""Names of files that are often not PEM."""


def program(ca_files: Iterable[str], convert: bool = False) -> str:
    """Return the program for these files, as it is pasted.

    Args:
        convert: whether a file is known to be in another form than PEM; names may say so too.
    """
    other = any(name.lower().endswith(_OTHER_FORMS) for name in ca_files)
    return one_line(CONVERT if convert or other else JOIN)


def one_line(source: str) -> str:
    """A program as it is pasted: comments left out, indented lines joined to the one before."""
    lines = [line for line in source.splitlines() if line and not line.startswith("#")]
    return ";".join(lines).replace("; ", "")
