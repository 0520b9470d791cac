"""Prints the CloudFormation template of a SAM template. Needs no AWS account, because the template uses no managed policy."""

import json
import os
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-west-2")

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    def load(self):
        return {}


with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file.read())
# A placeholder for the build, with the name of its folder.
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        folder = resource["Properties"]["CodeUri"].removeprefix("../../")
        resource["Properties"]["CodeUri"] = f"s3://code/{folder}"
print(json.dumps(transform(template, {}, NoManagedPolicies()), indent=1, sort_keys=True))
