/** Version of Meta's Graph API that Muster speaks. Meta retires a version after one to two years: https://developers.facebook.com/docs/graph-api/changelog */
export const metaApiVersion = "v25.0";
