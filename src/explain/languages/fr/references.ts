/**
 * The built-in rules' references, and reasons for what is assumed, in French. A rules file of one's own is
 * quoted as it is written.
 */
export const FRENCH_REFERENCES: Readonly<Record<string, string>> = {
  "ANSS, Typologies d'aides": "ANSS, Typologies d'aides",
  "ANSS, Typologies d'aides; law 58-23": "ANSS, Typologies d'aides ; loi 58-23",
  "ANSS, Typologies d'aides; first paid end of November 2025":
    "ANSS, Typologies d'aides ; premier paiement fin novembre 2025",
  'Government tables, December 2023': 'tableaux du gouvernement, décembre 2023',
  'Government spokesman, September 2024': 'porte-parole du gouvernement, septembre 2024',
  'Published maxima 1,758 (2024) and 1,908 (2026)': 'maxima publiés de 1 758 (2024) et 1 908 (2026)',
  'Law 58-23': 'loi 58-23',
  'Law 58-23, claim within six months': 'loi 58-23, demande dans les six mois',
  'Decree 2.23.1068': 'décret 2.23.1068',
  'Decree 2.24.706': 'décret 2.24.706',
  'Decree 2.25.1064': 'décret 2.25.1064',
  'Published range 500 to 1,350 dirhams': 'fourchette publiée de 500 à 1 350 dirhams',
  'no figure is published; the ordinary not-schooled amount':
    "aucun chiffre n'est publié ; le montant ordinaire des non-scolarisés",
  'the programme is announced; no amount is published':
    "le programme est annoncé ; aucun montant n'est publié",
  'only the duty to repay is published': "seule l'obligation de rembourser est publiée",
  'no limit is published': "aucune limite n'est publiée",
  'no text says on which day of the month facts are looked at':
    'aucun texte ne dit à quel jour du mois les faits sont examinés',
};
