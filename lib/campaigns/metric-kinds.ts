/** conversion: did it or not; count: how often; value: how much. */
export const metricKinds = ["conversion", "count", "value"] as const;
export type CampaignMetricKind = (typeof metricKinds)[number];
