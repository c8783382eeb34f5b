/** Month of LinkedIn's Marketing API that Muster speaks. LinkedIn retires a version about a year later: https://learn.microsoft.com/linkedin/marketing/integrations/migrations */
export const linkedInApiVersion = "202606";
