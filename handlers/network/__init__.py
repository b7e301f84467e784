"""The network: members who agreed to be found, searched without names, introduced when both have said yes."""
