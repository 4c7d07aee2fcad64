/** The address that opens LinkedIn with the certificate filled in; nothing is sent until its holder saves it there. */

interface Certification {
  name: string;
  organisation: string;
  issuedAt: string;
  validUntil: string | null;
  verifyUrl: string;
  id: string;
}

export function linkedInAddress(certification: Certification): string {
  const issued = new Date(certification.issuedAt);
  const address = new URL("https://www.linkedin.com/profile/add");
  const fields = new URLSearchParams({
    startTask: "CERTIFICATION_NAME",
    name: certification.name,
    organizationName: certification.organisation,
    issueYear: String(issued.getUTCFullYear()),
    issueMonth: String(issued.getUTCMonth() + 1),
    certUrl: certification.verifyUrl,
    certId: certification.id,
  });
  if (certification.validUntil !== null) {
    const until = new Date(certification.validUntil);
    fields.set("expirationYear", String(until.getUTCFullYear()));
    fields.set("expirationMonth", String(until.getUTCMonth() + 1));
  }
  address.search = fields.toString();
  return address.href;
}
