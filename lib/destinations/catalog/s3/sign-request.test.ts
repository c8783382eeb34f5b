import { expect, it } from "vitest";
import { signRequest } from "@/lib/destinations/catalog/s3/sign-request";

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const keys = {
	accessKeyId: "AKIAIOSFODNN7EXAMPLE",
	secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
	region: "us-east-1",
};
const at = new Date("2013-05-24T00:00:00Z");
const signatureOf = (...given: Parameters<typeof signRequest>) =>
	/Signature=(.*)$/.exec(signRequest(...given).headers.authorization ?? "")?.[1];

it.each([
	[
		{
			method: "PUT" as const,
			url: "https://examplebucket.s3.amazonaws.com/test%24file.text",
			headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
			body: "Welcome to Amazon S3.",
		},
		"98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
	],
	[
		{
			method: "GET" as const,
			url: "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J",
			headers: {},
		},
		"34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
	],
])("signs what Amazon signs: %j", (request, signature) => {
	expect(signatureOf(request, keys, at)).toBe(signature);
});
