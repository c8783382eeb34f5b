/** A small file of each kind, to show the format. */
export const sampleFiles = {
	people: {
		name: "sample-people.csv",
		text: `user_id,email,first_name,plan,signed_up_at,opt_in
1001,ada.lind@example.com,Ada,pro,2026-03-14,yes
1002,ben.okafor@example.com,Ben,free,2026-05-02,no
1003,cleo.marsh@example.com,Cleo,business,2026-06-21,yes
`,
	},
	events: {
		name: "sample-events.csv",
		text: `user_id,event,time,total,currency
1001,Order Completed,2026-06-01T09:41:00Z,49.50,USD
1001,Order Completed,2026-07-12T18:05:00Z,120.00,USD
1003,Product Viewed,2026-07-13T08:20:00Z,,
`,
	},
} as const;
