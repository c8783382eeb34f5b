import { z } from "zod";

/** Fields of the vault: they are stored encrypted in Postgres and never reach the warehouse. */
export const personalFields = [
	"email",
	"phone",
	"first_name",
	"last_name",
	"name",
	"username",
	"street",
	"city",
	"state",
	"postal_code",
	"country",
	"birthday",
	"gender",
	"mobile_ad_id",
	"push_token",
	"avatar",
] as const;
export const personalField = z.enum(personalFields);
export type PersonalField = z.infer<typeof personalField>;

export const personalFieldLabels: Record<PersonalField, string> = {
	email: "Email",
	phone: "Phone",
	first_name: "First name",
	last_name: "Last name",
	name: "Full name",
	username: "User name",
	street: "Street",
	city: "City",
	state: "State or province",
	postal_code: "Postal code",
	country: "Country",
	birthday: "Birthday",
	gender: "Gender",
	mobile_ad_id: "Mobile advertising id",
	push_token: "Push token",
	avatar: "Picture",
};
