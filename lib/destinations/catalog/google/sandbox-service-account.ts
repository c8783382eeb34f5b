// Opens nothing but the sandbox on the same machine, which knows its public half.
const key = [
	"MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCXYQTFHTSeRWMc1+1YlJ50rZrTW8NGMcK/vJofieG7tAQBspNK",
	"aw6vsrOGebu0qMXue09YJa1PlYy1msDY5uOFlbuauO/fjmBUU1SesQZ+hJP1oFeH8TypjkY4LKkMnvYrNCBGT0lZ669sTD0celn/",
	"O9I2qAWkN1UprX803DPAaSuax+XutHXiHNDJtyYbkEXrn+Hs/nz5losWMjXyBtL9Yu0+agGUZnDACaVnCWc5n2XD/U0/8aVNUaWI",
	"w8vDlvikXtVbbDlXxelFRHvEnjBFXRW/hni4yzqZhO7/7ToC79HbBXjzdhNqe9z1TNn8cpnlFynktZ8SFxGKz8POxUeRAgMBAAEC",
	"ggEAAk47JTNrgejwTa1Tk0X5idu7tXIQLdQD3Clntt5B6WV1qtRI865gvrf74wBHUG+XoCkRos05cAezk8Uudb9CgjOEdCKn80w3",
	"Abceh/zjP+8N/9o4KxJiCE+/QwtvFwmexIwFMnzyUuPI5rSHORVQpJdefXBJXGButB/32trAZl2jBo2kUHjj02l8j78msn1jVb8N",
	"VhZ+jPveD0rLNp+SrptKOHmHMfEzjeKYpO8/0WOv5d089CpHp7oZvk4PXF9JEnQqkME4nK/QSSiIizV8v8osFw95hktIlUoO3pSs",
	"yWvZKbHARDjb7ABkF+vlPiIVf+U+BX5Om0WsOmxEdtokFwKBgQDSqotDRUySmEGSKCRTgTa/UtbPLMCeB+5UkC4Mi6Xi6iETSiwc",
	"6WgBpMtGHV14SeWYuKrmpyQpLPjHraZgJIGR9tOR5l9HpLCqLBTxF//UfY5nCg7/TkA1kR8tE7yz8iKk9re8Pd9XamyGhUqQ9EsC",
	"ZyJLV3XbvJ2yqGmSJO3RawKBgQC39GIHTAp/vkyce27jc3j9AkQzVFqaTREkDzj+P6npJbABxG6JSWQKNLlMpJ4azM1DAeISHWFt",
	"wyPe0g+HS3rDi1Rfu2DNIidVrMm2xIw+0FVyFFgT3tvW2XhPljfIFP+iuptJY97vwen0Qe7AXl+CzwZJsiOnZqvlKitR/aM98wKB",
	"gHn99n0zIR92+emoQzj0B38NeoUoVjZtQ09G2tO6/ooDqLmh5x+q7eadxnTIxnrE2CbzMUw2F9OcTkhbP5BHM50SAPxpGl3DeeZh",
	"dpMSobwsJQ14Hq0rZDVg31vcJRdTLUq38Dga4D2fzE6t2ztLrDAtBwf4ErD3bZ6qtc/CgNEXAoGACtZd9BoZwD7g2pM3DDVgWl+I",
	"zxFYKSEDMoGnFOuBQhgTT3dYH8RwHV3P0OEd42xPZ3Qz8mdCtym48kaj3Y+n0t9hgCZU5KDvek+srpTTwluZvRfPvJPzlavIN8Ac",
	"1y/Ng7PEtEUq/CsLcnVz8Gde7yDtOOhCy3j0BZM/bBwqQtsCgYBNcHRBnQxiemdScdd+e8/xuU4QETb/QCbacJyKGKkFmwsRmRiS",
	"SrAC0G1YhtnmtArRB4av0yzEtsadhH6JFb7lqe16P8ImtLkJU3OQz7a1YLmUAM8V8x1lZY1hOvZ/bfD/DfICSm+KmOqjoPye7BAf",
	"TulkuFrRFEZs+Kjwf+gi8A==",
].join("");

/** The key file of the sandbox's service account, as Google gives one. */
export const sandboxServiceAccount = {
	client_email: "muster@sandbox.iam.gserviceaccount.com",
	private_key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
};
