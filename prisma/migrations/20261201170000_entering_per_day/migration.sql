-- How many people who could be reached entered in a day before the launch, without those who were left out.
ALTER TABLE "campaign" ADD COLUMN "entering_per_day" DOUBLE PRECISION;
