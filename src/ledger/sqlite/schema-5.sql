-- Which profile of its token an enrolment is in; empty for tokens that hold one secret alone.
ALTER TABLE enrolment ADD COLUMN profile INTEGER CHECK (profile IS NULL OR profile BETWEEN 0 AND 255);
