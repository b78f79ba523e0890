/** Why something is erased. */
interface LegalBasis {
  label: string;
  /** For people who choose. */
  sentence: string;
  /** It is erased even within the time for which the use case keeps everything. */
  outranksKeeping: boolean;
}

/** The grounds of Article 17(1) GDPR, in its order. Their keys go into the audit log. */
export const legalBases = {
  no_longer_needed: {
    label: "No longer needed",
    sentence: "The data are no longer needed for what they were collected for.",
    outranksKeeping: false,
  },
  consent_withdrawn: {
    label: "Consent withdrawn",
    sentence: "The person has withdrawn their consent, and nothing else allows the data to be kept.",
    outranksKeeping: false,
  },
  objection: {
    label: "Objection",
    sentence: "The person objects, and no overriding ground speaks for keeping the data.",
    outranksKeeping: false,
  },
  unlawful_processing: {
    label: "Processed unlawfully",
    sentence: "The data should never have been here.",
    outranksKeeping: true,
  },
  legal_obligation: {
    label: "Legal obligation",
    sentence: "A law, a court or an authority demands that the data be erased.",
    outranksKeeping: true,
  },
  child: {
    label: "Collected from a child",
    sentence: "The data were collected from a child for an online service.",
    outranksKeeping: false,
  },
} as const satisfies Record<string, LegalBasis>;

export type LegalBasisKey = keyof typeof legalBases;

export const legalBasisKeys = Object.keys(legalBases) as [LegalBasisKey, ...LegalBasisKey[]];
